# The production shape: one image, three commands (web, worker, beat).
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt

FROM python:3.13-slim-bookworm
RUN useradd --create-home --uid 1000 counterpart
WORKDIR /app
COPY --from=build /venv /venv
COPY --chown=counterpart . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 STATIC_ROOT=/app/.static
USER counterpart
RUN SECRET_KEY=only-for-collecting-static-files DATABASE_URL=postgres://nobody@nowhere/none \
    REDIS_URL=redis://nowhere ALLOWED_HOSTS=nowhere python manage.py collectstatic --noinput
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "-c", "config/gunicorn.py", "--bind", "0.0.0.0:8000"]
