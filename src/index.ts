// The public API: what a company's headwater.config.ts and its own datasources import. Nothing inside imports this file.
export { defineConfig } from './config/define-config.ts'
export type { HeadwaterConfig, HttpConfig, LimitsConfig, SystemConfig } from './config/define-config.ts'
export { claim } from './auth/tokens/claim.ts'
export type { Claim, ClaimName, MappedClaim, Meanings, PlainClaim } from './auth/tokens/claim.ts'
export type { AuthConfig, IssuerConfig, SigningAlgorithm } from './auth/tokens/issuer-config.ts'
export { env, secretFile } from './config/secret-sources.ts'
export { Secret } from './secrets/secret.ts'

export { businessCentral } from './datasources/business-central/business-central.ts'
export { cloudbeds } from './datasources/cloudbeds/cloudbeds.ts'
export { hubspot } from './datasources/hubspot/hubspot.ts'
export { opera } from './datasources/opera/opera.ts'
export { moneyColumns } from './datasources/postgres/money-columns.ts'
export { postgres } from './datasources/postgres/postgres.ts'
export { openDatabase } from './datasources/postgres/open-database.ts'
export type { Database, DatabaseOptions } from './datasources/postgres/open-database.ts'
export { sqlRecords } from './datasources/postgres/sql-records.ts'
export type { KeyComparison, SqlRelation } from './datasources/postgres/sql-records.ts'
export { tryton } from './datasources/tryton/tryton.ts'

export { defineDatasource } from './datasources/define-datasource.ts'
export type {
  CompanyFields,
  DatasourceDeclaration,
  DatasourceDefinition,
  DatasourceTools,
  EmbeddedDatabase,
} from './datasources/define-datasource.ts'
export type { Inspection, MemberSchema, Members, Permission, RecordSchema } from './datasources/inspection.ts'
export type {
  ChangeCalls,
  ChangeReply,
  ChangeRequest,
  RawBatch,
  RecordCalls,
  ReferenceCalls,
  VendorCalls,
} from './datasources/vendor-calls.ts'
export type {
  ActionCalls,
  CreateCalls,
  PatchCalls,
  RawFound,
  RawWritten,
  Values,
  WithFields,
  WriteCalls,
  WriteKind,
} from './datasources/write-calls.ts'
export type { NewRecord, RecordAction, RecordPatch, WriteProblem } from './datasources/writing.ts'
export type {
  Call,
  Condition,
  ListRequest,
  OperationSource,
  OrderBy,
  PageRequest,
  PagingKind,
} from './datasources/datasource.ts'
export { batchesOf } from './datasources/kit/batches-of.ts'
export { changesByTime, changesByWindow } from './datasources/kit/changed-since.ts'
export type { CollectOptions } from './datasources/kit/collect-page.ts'
export { findByKey } from './datasources/kit/find-by-key.ts'
export { makeOnce } from './datasources/kit/make-once.ts'
export type { Made } from './datasources/kit/make-once.ts'
export { odataFilter, odataProjection, odataTest, odataText, readODataPage } from './datasources/kit/odata.ts'
export type { ODataPage, ODataProjection } from './datasources/kit/odata.ts'
export { pageByIds } from './datasources/kit/page-by-ids.ts'
export { pageByLink, pageByNumber, pageByOffset, pageByToken } from './datasources/kit/paging-kinds.ts'
export type {
  ListReply,
  NumberOptions,
  OffsetOptions,
  PagingOptions,
} from './datasources/kit/paging-kinds.ts'
export {
  BadPageError,
  emptyPage,
  keysetPage,
  keysetPageOf,
  offsetOf,
  offsetPage,
} from './datasources/paging.ts'
export { repeatConflicts } from './datasources/kit/repeat-conflicts.ts'
export type { ConflictPatience } from './datasources/kit/repeat-conflicts.ts'
export type { RawPage } from './datasources/paging.ts'
export { quotaOption } from './datasources/kit/quota-option.ts'
export { readMergeWrite } from './datasources/kit/read-merge-write.ts'
export type { MergeOptions } from './datasources/kit/read-merge-write.ts'
export { createTurns } from './datasources/kit/take-turns.ts'
export type { TakeTurns } from './datasources/kit/take-turns.ts'
export { classifyFailure, failureNames, UpstreamError } from './datasources/failures.ts'
export type {
  Classified,
  Effect,
  FailureClass,
  FailureEvidence,
  FailureRule,
} from './datasources/failures.ts'
export { findField } from './datasources/find-field.ts'
export { holdsValues } from './datasources/holds-values.ts'
export { clientCredentials, tokenFailures } from './datasources/transport/client-credentials.ts'
export type { ClientCredentialsOptions } from './datasources/transport/client-credentials.ts'
export {
  apiKeyHeader,
  apiKeyQuery,
  basic,
  bearer,
  loggedIn,
  staticHeaders,
} from './datasources/transport/credentials.ts'
export type { Credentials, Login, LoginOptions } from './datasources/transport/credentials.ts'
export { createXmlFormat, jsonFormat, textFormat, xmlFormat } from './datasources/transport/body-format.ts'
export type { BodyFormat } from './datasources/transport/body-format.ts'
export { readHiddenField, readHtmlForm } from './datasources/transport/html-form.ts'
export { jsonRpcFailures, jsonRpcRequest } from './datasources/transport/json-rpc.ts'
export type { JsonRpcCall } from './datasources/transport/json-rpc.ts'
export { nextOfLinkHeader, readNextLink, readTotal } from './datasources/transport/next-link.ts'
export { formBody, jsonBody, xmlBody } from './datasources/transport/request-body.ts'
export type { FormFields, RequestBody, XmlContent, XmlElement } from './datasources/transport/request-body.ts'
export type { Transport, TransportOptions } from './datasources/transport/stack.ts'
export { readTokenLife } from './datasources/transport/token-life.ts'
export type {
  Next,
  Operation,
  Send,
  UpstreamRequest,
  UpstreamResponse,
  Wrapper,
} from './datasources/transport/upstream-request.ts'

export {
  always,
  at,
  computed,
  defineMapping,
  each,
  findDrift,
  group,
  listAt,
  reference,
  sometimes,
  valueAt,
} from './datasources/mapping.ts'
export type { FieldMapping, Mapping, MappingDeclaration, Path, Reading } from './datasources/mapping.ts'

export { BadValueError, unexpectedType } from './codecs/codec.ts'
export type { Codec } from './codecs/codec.ts'
export { atMost } from './codecs/at-most.ts'
export { booleanText } from './codecs/boolean-text.ts'
export { country } from './codecs/country.ts'
export { currencyCode, minorDigits } from './codecs/currency-code.ts'
export { dateTime, dateTimeFromEpochMs, localDate, readDateTime, readLocalDate } from './codecs/dates.ts'
export { emailAddress } from './codecs/email-address.ts'
export { language } from './codecs/language.ts'
export { listOf } from './codecs/list.ts'
export { money, moneyFromMinorUnits, moneyPair } from './codecs/money.ts'
export type { Money } from './codecs/money.ts'
export { personName, splitFullName } from './codecs/name.ts'
export type { NameParts } from './codecs/name.ts'
export { decimal, integer, readDecimal } from './codecs/numbers.ts'
export { phone } from './codecs/phone.ts'
export { statusMap } from './codecs/status-map.ts'
export type { StatusOptions, StatusTable } from './codecs/status-map.ts'
export { readText, text } from './codecs/text.ts'
export { localDateInZone, zonedDateTime } from './codecs/zoned-dates.ts'

export { GatewayError } from './errors/gateway-error.ts'
export type { ErrorCode } from './errors/codes.ts'
