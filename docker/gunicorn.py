"""The web server's settings in a container."""

import os

from core.logs import configuration

bind = os.environ.get("LISTEN", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
# Not more than the pool of database connections has (DATABASE_POOL), else a thread would wait for one.
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 25  # below the time the container is given to stop
keepalive = 75  # longer than a proxy keeps an idle connection
# In memory: the root file system is read-only, and a slow disk could stall the heartbeat.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
accesslog = None  # core.middleware writes the line, without the path
logconfig_dict = configuration(json=True, level=os.environ.get("LOG_LEVEL", "INFO"))
