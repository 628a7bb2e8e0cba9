"""``python -m vsl.worker runner|executor``."""

from vsl.worker.programs import main

main()
