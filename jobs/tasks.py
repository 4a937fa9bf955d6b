"""Celery's part: wake-ups. Everything they do is safe to do twice, late, or never (the next tick does it)."""

from celery import shared_task

from jobs import mail, work


@shared_task(name="jobs.run_job")
def run_job(job_id: int) -> None:
    """Run one job if it is still waiting."""
    work.run_job(job_id)


@shared_task(name="jobs.send_mail")
def send_mail(mail_id: int) -> None:
    """Send one mail if it is still waiting."""
    mail.send_mail(mail_id)


@shared_task(name="jobs.tick")
def tick() -> None:
    """What beat calls every 10 seconds: claim what is due, run what waits, free what a dead worker held."""
    work.tick()
