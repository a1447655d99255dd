import { z } from 'zod'
import type { GatewayError } from '../errors/gateway-error.ts'
import { adviseName } from '../schema/suggest-name.ts'
import type { Call } from './call.ts'
import type { CallEvent, UpstreamListener, UpstreamName } from '../observability/upstream-event.ts'
import type { Datasource } from './datasource.ts'
import { recordKindKey } from './datasource.ts'
import { adaptRecords } from './adapt-records.ts'
import { compareSchemas } from './inspection/compare-schema.ts'
import { createDriftReport } from './report-drift.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { VendorCalls } from './vendor-calls.ts'
import type { FieldMapping, Mapping } from './mapping.ts'
import { upstreamError, type Effect, type FailureClass } from './failures.ts'
import { defaultPatience, type Patience } from './transport/patience.ts'
import {
  createTransport,
  guardCalls,
  type GuardOptions,
  type Transport,
  type TransportOptions,
} from './transport/stack.ts'
import { tellOfCall } from './transport/telemetry.ts'
import type { Next, Operation } from './transport/upstream-request.ts'

/**
 * The extension point: a vendor is a declaration of what calls it has (this) and how its fields map (mapping.ts).
 * Raw records go in, canonical source records come out; ids that the vendor cannot have never reach it.
 */
export interface DatasourceDeclaration<Options extends z.ZodType> {
  /** Vendor and API version for people, e.g. `HubSpot CRM v3`. */
  vendor: string
  options: Options
  open(options: z.output<Options>, tools: DatasourceTools): VendorCalls
}

export interface DatasourceTools {
  /** The role that this datasource plays. */
  system: string
  now: () => number
  /** The vendor's HTTP connection; closed with the datasource. */
  transport(options: TransportOptions): Transport
  /** For vendors without HTTP: the same deadline, retries, breaker and limits around a call of the vendor's own. */
  guard<Request extends Operation, Reply>(
    options: GuardOptions,
    call: Next<Request, Reply>,
  ): Next<Request, Reply>
  /** The mapping with the company's own `fields` added. Use the result, also for which fields to ask for. */
  mapping(mapping: Mapping): Mapping
  /** A failure that the vendor's own code found (a reply of the wrong shape, a database error). */
  failure(failure: FailureClass, cause?: unknown, details?: { field?: string; effect?: Effect }): GatewayError
  /** Something an operator should know that is no failure, e.g. an unknown status. Deduplicated by text. */
  warn(message: string): void
  /** Tells of a call that did not go through `transport`, which tells of its own. */
  report(event: Omit<CallEvent, keyof UpstreamName | 'requestId' | 'type'>, call: Call): void
  /** The gateway's own embedded database, for datasources that can use it; null outside embedded mode. */
  embeddedDatabase: EmbeddedDatabase | null
}

export interface EmbeddedDatabase {
  query(sql: string, parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
}

/** What the composition root gives a datasource when it opens it. */
export interface OpenContext {
  system: string
  now: () => number
  /** Told of everything that happens at the upstream. */
  onEvent: UpstreamListener
  warn(message: string): void
  embeddedDatabase: EmbeddedDatabase | null
  /** 5 MB unless told. */
  maxReplyBytes?: number
  /** Where it is not the usual; for tests of what comes after a failure. */
  patience?: Partial<Patience>
}

/** A datasource as it stands in a config: validated options, not yet connected. */
export interface DatasourceDefinition {
  vendor: string
  open(context: OpenContext): Datasource
}

/** Options that every datasource takes besides its own. */
export interface CompanyFields {
  /** A company's own fields: entity → field → path or mapping. */
  fields?: Readonly<Record<string, Readonly<Record<string, FieldMapping | string>>>>
}

/** @throws OptionsError from the returned function when the options do not fit; the config loader names file and line. */
export function defineDatasource<Options extends z.ZodType<object>>(
  declaration: DatasourceDeclaration<Options>,
): (options: z.input<Options> & CompanyFields) => DatasourceDefinition {
  const { vendor } = declaration
  return ({ fields = {}, ...given }) => {
    const parsed = declaration.options.safeParse(given)
    if (!parsed.success) throw new OptionsError(vendor, parsed.error, optionNames(declaration.options))
    return { vendor, open: (context) => openDatasource(declaration, parsed.data, fields, context) }
  }
}

/** Options of a datasource that do not fit its schema; one problem a line. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
  readonly problems: readonly string[]

  constructor(vendor: string, error: z.ZodError, known: readonly string[]) {
    const problems = error.issues.map((issue) => {
      const place = `${vendor}: ${issue.path.join('.') || 'options'}: ${issue.message}`
      if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) return place
      return `${place}; ${issue.keys.map((key) => adviseName(key, known)).join('; ')}`
    })
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** What an options schema takes at its top, for advice on a mistyped name; `fields` goes for every datasource. */
function optionNames(options: z.ZodType): string[] {
  return options instanceof z.ZodObject ? [...Object.keys(options.shape), 'fields'] : []
}

function openDatasource<Options extends z.ZodType>(
  declaration: DatasourceDeclaration<Options>,
  options: z.output<Options>,
  fields: NonNullable<CompanyFields['fields']>,
  context: OpenContext,
): Datasource {
  const upstream: UpstreamName = { system: context.system, vendor: declaration.vendor }
  const patience = { ...defaultPatience, ...context.patience }
  const stack = { upstream, listener: context.onEvent, now: context.now, patience }
  const transports: Transport[] = []
  let guarded = 0
  // Records of examples are nobody's: what is odd in them is nothing to warn of.
  let isComparing = false
  const named = <Given extends GuardOptions>(given: Given): Given => ({
    connection: String(++guarded),
    ...given,
  })
  const calls = declaration.open(options, {
    system: context.system,
    now: context.now,
    transport(transportOptions) {
      const { maxReplyBytes = 5_000_000 } = context
      const transport = createTransport(stack, {
        maxReplyBytes,
        ...(transportOptions.isSignIn ? transportOptions : named(transportOptions)),
      })
      transports.push(transport)
      return transport
    },
    guard: (guardOptions, call) => guardCalls(stack, named(guardOptions), call),
    mapping: (mapping) => (mapping.part === null ? mapping.extend(fields[mapping.entity] ?? {}) : mapping),
    failure: (failure, cause, details = {}) => upstreamError(upstream, failure, details, cause),
    warn(message) {
      if (!isComparing) context.warn(message)
    },
    report: (event, call) => tellOfCall(context.onEvent, { ...upstream, type: 'CALL', ...event }, call),
    embeddedDatabase: context.embeddedDatabase,
  })
  const kinds = [...new Set(calls.records.map(({ mapping }) => mapping.entity))]
  const stray = Object.keys(fields).find((entity) => !kinds.includes(entity))
  if (stray !== undefined)
    throw new TypeError(
      `${declaration.vendor}: fields: it has no records of ${stray}; ${adviseName(stray, kinds)}.`,
    )
  const reportDrift = createDriftReport({ upstream, listener: context.onEvent, now: context.now })
  const records = calls.records.map((record) => adaptRecords(upstream, record, reportDrift, context.now))
  const { inspect } = calls
  return {
    vendor: declaration.vendor,
    fingerprint: fingerprintOf(
      declaration.vendor,
      options,
      fields,
      calls.records.map(({ mapping: { entity, part, paths } }) => [entity, part, paths]),
    ),
    ...(inspect && {
      async inspect(call: Call) {
        const inspection = await inspect(call)
        isComparing = true
        try {
          return compareSchemas(context.system, calls.records, inspection)
        } finally {
          isComparing = false
        }
      },
    }),
    records: new Map(records.map((record) => [recordKindKey(record.entity, record.part), record])),
    operations: new Map(Object.entries(calls.operations ?? {}).map(([name, run]) => [name, { run }])),
    async close() {
      await Promise.all([calls.close?.(), ...transports.map((transport) => transport.close())])
    },
  }
}
