"""Operations: health, metrics, advice and clean-up."""
