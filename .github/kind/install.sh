#!/usr/bin/env bash
# Installs Argo CD of the given version into the current cluster, and opens it on 127.0.0.1:8443.
set -euo pipefail
version=$1

kubectl create namespace argocd
# Server-side: the ApplicationSet CRD is too long for the annotation that a client-side apply writes.
kubectl apply -n argocd --server-side --force-conflicts \
  -f "https://raw.githubusercontent.com/argoproj/argo-cd/v$version/manifests/install.yaml"
kubectl apply -n argocd --server-side --force-conflicts -f "$(dirname "$0")/argocd.yaml"
for name in deploy/argocd-server deploy/argocd-repo-server deploy/argocd-redis \
  deploy/argocd-applicationset-controller statefulset/argocd-application-controller; do
  kubectl -n argocd rollout status "$name" --timeout=300s
done
# They read these settings when they start.
kubectl -n argocd rollout restart deploy/argocd-server statefulset/argocd-application-controller
kubectl -n argocd rollout status deploy/argocd-server --timeout=180s
kubectl -n argocd rollout status statefulset/argocd-application-controller --timeout=180s

nohup kubectl -n argocd port-forward service/argocd-server 8443:443 >/tmp/port-forward.log 2>&1 &
for _ in $(seq 60); do
  if curl --silent --insecure --fail https://127.0.0.1:8443/api/version; then exit 0; fi
  sleep 1
done
echo 'Cannot reach the Argo CD on 127.0.0.1:8443' >&2
exit 1
