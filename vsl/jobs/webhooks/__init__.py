"""Webhooks about ended jobs: stored with the job's end, sent until the receiver has them."""
