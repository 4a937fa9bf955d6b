"""Claiming and running durable work."""


def run_job(job_id: int) -> None:
    """Claim the job and run it."""
    raise NotImplementedError(job_id)


def tick() -> None:
    """One round over what is due."""
    raise NotImplementedError
