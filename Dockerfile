# The lab in an image: docker build -t vaebook . && docker run -p 8888:8888 vaebook
# Versions of Go modules, Python packages and tools are those of a clone: `make setup` brings them.
ARG BASE=debian:bookworm-20260918-slim
ARG GO=golang:1.26.8-bookworm

FROM ${GO} AS go

FROM ${BASE} AS common
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# gcc: cells that call XLA go through cgo.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev python3 tini \
    && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/apt /var/log/*.log
COPY --from=go /usr/local/go /usr/local/go

# The tree as every user may read it, whatever the umask of the clone was.
FROM common AS book
COPY . /opt/vaebook
RUN chmod -R u=rwX,go=rX /opt/vaebook

FROM common AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends make python3-venv && rm -rf /var/lib/apt/lists/*
ENV PATH=/usr/local/go/bin:$PATH PIP_NO_CACHE_DIR=1
WORKDIR /opt/vaebook
COPY go.mod go.sum Makefile ./
COPY setup setup
COPY internal internal
COPY pkg pkg
ARG BACKEND=""
# Mirrors near you, for the build alone; left out, Go's and pip's own.
ARG GOPROXY
ARG PIP_INDEX_URL
# JupyterHub's own pages are served by the hub, not by the servers that it starts.
RUN make setup SHARED=1 BACKEND="${BACKEND}" \
    && rm -rf .cache/setup/log .venv/share/jupyterhub/static && chmod -R u=rwX,go=rX .venv .cache

FROM common
ARG BACKEND=""
ENV BACKEND=${BACKEND} \
    LANG=C.UTF-8 \
    SHELL=/bin/bash \
    NB_USER=jovyan NB_UID=1000 NB_GID=100 HOME=/home/jovyan \
    PATH=/opt/vaebook/.venv/bin:/opt/vaebook/.cache/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    JUPYTER_CONFIG_PATH=/opt/vaebook/deploy/image/jupyter:/opt/vaebook/setup/jupyter \
    JUPYTER_RUNTIME_DIR=/tmp/jupyter-runtime \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
# Group 0 may write at home, for whoever runs under a uid of the platform's choosing.
# A terminal in JupyterLab is a login shell, for which Debian begins PATH anew.
# repo2docker starts `jupyter notebook`, which the lab answers too.
RUN useradd --no-log-init --create-home --uid "${NB_UID}" --gid "${NB_GID}" --shell /bin/bash "${NB_USER}" \
    && chown -R "${NB_UID}:0" "${HOME}" && chmod -R g=u "${HOME}" && chmod 2775 "${HOME}" \
    && echo "export PATH=${PATH}" > /etc/profile.d/vaebook.sh \
    && ln -s /opt/vaebook/.venv/bin/jupyter-lab /usr/local/bin/jupyter-notebook
COPY --from=build /opt/vaebook/.venv /opt/vaebook/.venv
COPY --from=build /opt/vaebook/.cache /opt/vaebook/.cache
COPY --from=book /opt/vaebook /opt/vaebook
LABEL org.opencontainers.image.title="vaebook" \
      org.opencontainers.image.description="VAE in Go: notebooks from supervised learning to the variational autoencoder, with JupyterLab, GoNB, GoMLX and XLA" \
      org.opencontainers.image.source="https://github.com/vaebook/vaebook" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0"
USER 1000
WORKDIR /home/jovyan
EXPOSE 8888
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-EsB", "/opt/vaebook/deploy/image/health.py"]
ENTRYPOINT ["tini", "-g", "--", "python3", "-EsB", "/opt/vaebook/deploy/image/entry.py"]
CMD ["lab"]
