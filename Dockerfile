# Not run yet: the project's machines have no container engine. A test runs its steps in a plain folder (image.test.ts).
#
# An image of the gateway: what `npm pack` ships and its dependencies, and nothing that builds it. Runs as `node`, which owns
# none of its files, also with a read-only root (`--read-only --tmpfs /tmp`) over a PostgreSQL:
#
#   docker build -t headwater .
#   docker run --read-only --tmpfs /tmp -p 4000:4000 -e HEADWATER_STORE_URL=postgres://... \
#     -v ./headwater.config.ts:/company/headwater.config.ts:ro headwater
#
# Without HEADWATER_STORE_URL mount a volume that `node` may write at /data.
FROM node:24-bookworm-slim AS packed
WORKDIR /build
COPY package.json package-lock.json ./
# `prepare` builds, for which the sources are not there yet.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm pack --ignore-scripts --pack-destination /packed && mkdir /installed \
  && tar -xzf /packed/headwater-*.tgz -C /installed --strip-components=1 \
  && cp package-lock.json /installed/
WORKDIR /installed
# The very versions of the lock, without those that only build and test.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
  HEADWATER_CONFIG=/company/headwater.config.ts \
  HEADWATER_DATA_DIR=/data \
  PORT=4000 \
  METRICS_PORT=9464
COPY --from=packed /installed /opt/headwater
RUN ln -s /opt/headwater/bin/headwater.js /usr/local/bin/headwater \
  && mkdir -p /company /data && chown node:node /data
WORKDIR /company
USER node
EXPOSE 4000 9464
# Whether to send it requests. Once started it is 200 whatever else is down, so nobody restarts it for a system that is away.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Node itself as process 1: it hears SIGTERM, and has no children but workers, which it awaits.
ENTRYPOINT ["node", "/opt/headwater/bin/headwater.js"]
CMD ["start"]
