import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { root } from '../../e2e/run-headwater.ts'

// No container engine and no cluster runs here: what the files name is held against what the product has.

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const dockerfile = read('Dockerfile')
const nginx = read('deploy/nginx.conf')

interface Service {
  read_only?: boolean
  tmpfs?: string[]
  stop_grace_period?: string
  environment?: Record<string, string>
  volumes?: string[]
  networks?: string[]
}
interface Probe {
  httpGet: { path: string; port: string }
}
interface Manifest {
  kind: string
  spec: {
    replicas: number
    maxUnavailable: number
    selector: Record<string, unknown>
    strategy: { rollingUpdate: { maxSurge: number; maxUnavailable: number } }
    ports: { targetPort: string }[]
    template: { metadata: { annotations: Record<string, string>; labels: Record<string, string> }; spec: Pod }
  }
}
interface Pod {
  terminationGracePeriodSeconds: number
  securityContext: { runAsNonRoot: boolean; runAsUser: number }
  containers: {
    ports: { name: string; containerPort: number }[]
    env: { name: string; value?: string; valueFrom?: { secretKeyRef: object } }[]
    securityContext: { readOnlyRootFilesystem: boolean; allowPrivilegeEscalation: boolean }
    startupProbe: Probe
    readinessProbe: Probe
    livenessProbe: Probe
    lifecycle: { preStop: { sleep: { seconds: number } } }
    volumeMounts: { mountPath: string; readOnly?: boolean }[]
  }[]
}

const compose = parse(read('compose.yaml')) as { services: Record<string, Service> }
const manifests = parseAllDocuments(read('deploy/kubernetes/gateway.yaml')).map(
  (document) => document.toJS() as Manifest,
)
const [deployment, service, budget] = ['Deployment', 'Service', 'PodDisruptionBudget'].map((kind) =>
  manifests.find((manifest) => manifest.kind === kind),
)
const pod = deployment?.spec.template.spec
const container = pod?.containers[0]
const gateways = Object.entries(compose.services).filter(([name]) => name.startsWith('gateway-'))

/** What our sources read from the environment. */
const known = new Set(
  globSync('{src,sandbox}/**/*.ts', { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/\b(?:HEADWATER_[A-Z_]+|(?:SANDBOX_|METRICS_)?PORT|LOG_LEVEL|WORKERS)\b/g)].map(
      ([name]) => name,
    ),
  ),
)
const imageEnvironment = Object.fromEntries(
  [...dockerfile.matchAll(/^(?:ENV| ) ([A-Z_]+)=(\S+)/gm)].map(([, name = '', value = '']) => [name, value]),
)

/** What a process may take to end: its requests' grace, the workers' 5 s, and the farewells of connections. */
const endsWithinSeconds = 20

test('every variable that they set is one that the gateway reads', () => {
  const named = [
    ...Object.keys(imageEnvironment).filter((name) => name !== 'NODE_ENV'),
    ...gateways.flatMap(([, { environment = {} }]) => Object.keys(environment)),
    ...(container?.env.map(({ name }) => name) ?? []),
  ]
  expect(named).toEqual(
    expect.arrayContaining(['HEADWATER_STORE_URL', 'HEADWATER_REDIS_URL', 'PORT', 'WORKERS']),
  )
  expect(named.filter((name) => !known.has(name))).toEqual([])
})

test('ports and probes are those of the image', () => {
  const { PORT: port = '', METRICS_PORT: metricsPort = '' } = imageEnvironment
  expect([port, metricsPort]).toEqual(['4000', '9464'])
  expect(dockerfile).toContain(`EXPOSE ${port} ${metricsPort}`)
  expect(container?.ports).toEqual([
    { name: 'http', containerPort: Number(port) },
    { name: 'metrics', containerPort: Number(metricsPort) },
  ])
  expect(deployment?.spec.template.metadata.annotations['prometheus.io/port']).toBe(metricsPort)
  expect(service?.spec.ports.map(({ targetPort }) => targetPort)).toEqual(['http'])
  const probed = (probe: Probe | undefined) => [probe?.httpGet.path, probe?.httpGet.port]
  expect(probed(container?.startupProbe)).toEqual(['/readyz', 'http'])
  expect(probed(container?.readinessProbe)).toEqual(['/readyz', 'http'])
  expect(probed(container?.livenessProbe)).toEqual(['/livez', 'http'])
  const upstreams = [...nginx.matchAll(/^\s*server (gateway-\d):(\d+) /gm)].map(([, name, at]) => [name, at])
  expect(upstreams).toEqual(gateways.map(([name]) => [name, port]))
})

test('whoever stops a gateway waits longer than it takes to end', () => {
  for (const [, { stop_grace_period: grace }] of gateways)
    expect(Number(grace?.replace('s', ''))).toBeGreaterThan(endsWithinSeconds)
  const { seconds = 0 } = container?.lifecycle.preStop.sleep ?? {}
  expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(seconds + endsWithinSeconds)
})

test('an update or a drained node takes no replica away before another is there', () => {
  expect(deployment?.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 })
  expect(budget?.spec.maxUnavailable).toBe(1)
  expect(deployment?.spec.replicas).toBe(3)
  const labels = deployment?.spec.template.metadata.labels
  expect(deployment?.spec.selector).toEqual({ matchLabels: labels })
  expect(budget?.spec.selector).toEqual({ matchLabels: labels })
  expect(service?.spec.selector).toEqual(labels)
})

test('the process is nobody who may write, with a place for what is temporary', () => {
  expect(dockerfile).toMatch(/^USER node$/m)
  expect(dockerfile.indexOf('USER node')).toBeLessThan(dockerfile.indexOf('ENTRYPOINT'))
  expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
  expect(container?.securityContext).toMatchObject({
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
  })
  const writable = container?.volumeMounts
    .filter(({ readOnly }) => !readOnly)
    .map(({ mountPath }) => mountPath)
  expect(writable).toEqual(expect.arrayContaining(['/tmp', imageEnvironment.HEADWATER_DATA_DIR]))
  for (const [, gateway] of gateways) {
    expect(gateway.read_only).toBe(true)
    expect(gateway.tmpfs).toEqual(['/tmp', imageEnvironment.HEADWATER_DATA_DIR])
    expect(gateway.volumes).toEqual([`./headwater.config.ts:${imageEnvironment.HEADWATER_CONFIG}:ro`])
  }
})

test('no secret is in them, and none gets into the image', () => {
  const texts = ['Dockerfile', 'compose.yaml', 'deploy/nginx.conf', 'deploy/kubernetes/gateway.yaml'].map(
    read,
  )
  // A password in a URL stands for one of the environment.
  for (const [, password = ''] of texts.join('\n').matchAll(/\w+:\/\/[\w-]+:([^@\s]+)@/g))
    expect(password).toMatch(/^\$\{STORE_PASSWORD:/)
  const secrets = container?.env.filter(({ name }) => name.endsWith('_URL'))
  expect(secrets).toHaveLength(2)
  for (const { value, valueFrom } of secrets ?? []) {
    expect(value).toBeUndefined()
    expect(valueFrom?.secretKeyRef).toBeDefined()
  }
  const ignored = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(ignored[0]).toBe('*')
  expect(ignored).toContain('**/.env*')
})

test('the image is made of what `npm pack` needs, as far as it is in the repository', () => {
  const allowed = read('.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
  const { files } = JSON.parse(read('package.json')) as { files: string[] }
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
  const isIn = (folders: readonly string[]) => (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
  // Packed whatever `files` says, or made by the build.
  const packed = [
    'package.json',
    'README.md',
    'LICENSE',
    ...files.filter((file) => file !== 'dist' && !file.includes('*')),
  ]
  const built = [
    'src',
    'sandbox',
    'page',
    'tools',
    'tsconfig.json',
    'tsconfig.build.json',
    'vite.config.ts',
    'package-lock.json',
  ]
  const needed = tracked.filter(isIn([...packed, ...built]))
  expect(needed.filter((path) => !isIn(allowed)(path))).toEqual([])
  expect(tracked.filter(isIn(allowed)).filter((path) => /^(?:test|bench|\.ci)\//.test(path))).toEqual([])
})
