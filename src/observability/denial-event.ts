import { currentScope } from './request-scope.ts'

/** Why a request, or a field of one, was refused to a caller. */
export const denialKinds = [
  /** No credential that is good. */
  'authentication',
  /** A WebSocket from a web page of an origin that may not connect. */
  'origin',
  /** Too many requests, or too many failed authentications. */
  'rate',
  /** Not one of the registered operations. */
  'unregistered',
  /** The document's size. */
  'limits',
  /** What the document may come to. */
  'price',
  /** The schema, to a caller who may not explore it. */
  'introspection',
  /** A field or entity, by its access rules. */
  'field',
] as const
export type DenialKind = (typeof denialKinds)[number]

/** Something was refused: for the log and a count, never with what was asked or with which values. */
export interface DenialEvent {
  kind: DenialKind
  requestId: string | null
  /** Who asked; null when that was not known yet. */
  principal: string | null
  /** What of the schema was refused, e.g. `Customer.creditLimit`; null where it is the request. */
  coordinate: string | null
}

export type DenialListener = (event: DenialEvent) => void

/** A denial of the request that is being answered. */
export function denialOf(kind: DenialKind, coordinate: string | null = null): DenialEvent {
  const { requestId = null, principal = null } = currentScope() ?? {}
  return { kind, requestId, principal, coordinate }
}
