# The image of web, worker, beat and the one-time migrate; docker-compose.yml says which does what.
# Where packages and base images come from is the builder's choice: no registry is named here.
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS packages
# Give PIP_INDEX_URL to build from a mirror of your own; without it pip's own settings hold.
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/run.txt /tmp/run.txt
# Only what the lock names, each file with its hash, and nothing that would have to be compiled.
RUN /venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r /tmp/run.txt

FROM ${PYTHON}
# By number, so that an orchestrator can see that it is not root. It owns nothing in the image but the folder that the
# volume of the senders is mounted on.
RUN groupadd --system --gid 10001 outcomes \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin outcomes \
 && install --directory --owner 10001 --group 10001 --mode 700 /var/lib/outcomes
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# The embedded mode needs no secret, so none can stay in a layer.
RUN OUTCOMES_MODE=embedded OUTCOMES_VAR=/tmp/build python manage.py collectstatic --noinput \
 && python -m compileall -q . \
 && rm -rf /tmp/build
# From here on a start without complete, safe settings is refused.
ENV OUTCOMES_MODE=production
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["docker/start"]
CMD ["web"]
