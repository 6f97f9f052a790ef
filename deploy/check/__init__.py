"""Builds the image without a Docker daemon, and checks it by running containers: buildah, debootstrap and runc."""
