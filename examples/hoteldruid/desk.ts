import {
  formBody,
  loggedIn,
  readHiddenField,
  textFormat,
  type Call,
  type DatasourceTools,
  type FailureRule,
  type FormFields,
  type Secret,
  type Wrapper,
} from 'headwater'

/** HotelDruid's pages, as a receptionist fills them in. */
export interface Desk {
  /** Sends a page's form; gives the page that comes of it. @throws GatewayError */
  submit(form: DeskForm, call: Call): Promise<string>
}

export interface DeskForm {
  page: string
  /** READ where sending it once more does no harm. */
  effect: 'READ' | 'WRITE'
  year: number
  fields: FormFields
}

export interface DeskOptions {
  url: string
  account: { user: string; password: Secret } | null
  maxConcurrent: number
}

/**
 * Every page is HTTP 200: what happened is in its text, here that of the language English. Patterns hold on to tags, for what
 * a guest wrote has none: it is shown with entities.
 */
export const pageFailures: readonly FailureRule[] = [
  // Whatever else a page of the log-in says, nothing was done.
  {
    when: { body: /Excessive number of <div[^>]*>incorrect<\/div> logins/ },
    then: 'RATE_LIMITED',
    effect: 'NONE',
  },
  {
    when: { body: /After an <div[^>]*>incorrect<\/div> login you must wait/ },
    then: 'RATE_LIMITED',
    effect: 'NONE',
    retryAfter: () => 5,
  },
  { when: { body: /<div[^>]*>Incorrect<\/div> username or password/ }, then: 'AUTH', effect: 'NONE' },
  { when: { body: /name="password_phpr"/ }, then: 'EXPIRED', effect: 'NONE' },
  { when: { body: /modified meanwhile\.<\/b>|>Transaction expired<\// }, then: 'CONFLICT', effect: 'NONE' },
  // A statement of its own that failed, for a deadlock too.
  { when: { body: /<br>ERROR in: / }, then: 'UNAVAILABLE' },
  { when: { status: 200, body: /^\s*$/ }, then: 'BAD_RESPONSE' },
]

const sessionHeader = 'x-session'
/** Seven wrong passwords in 90 minutes lock the account out: so many never come of one that is wrong. */
const pauseMs = 900_000

export function openDesk({ url, account, maxConcurrent }: DeskOptions, tools: DatasourceTools): Desk {
  const transport = tools.transport({
    baseUrl: url,
    format: textFormat,
    credentials: account
      ? [loggedIn({ pauseMs, login: (send, call) => logIn(account, send, call, tools) }), () => sessionInForm]
      : [],
    failures: pageFailures,
    maxConcurrent,
  })
  return {
    async submit({ page, effect, year, fields }, call) {
      const body = formBody({ anno: String(year), ...fields })
      const html = await transport.call(
        { operation: page, effect, method: 'POST', path: `/${page}`, ...body },
        call,
      )
      return String(html)
    },
  }
}

type Send = Parameters<Wrapper>[0]

async function logIn(
  { user, password }: NonNullable<DeskOptions['account']>,
  send: Send,
  call: Call,
  { failure }: DatasourceTools,
) {
  const body = formBody({ nome_utente_phpr: user, password_phpr: password.reveal() })
  const reply = await send(
    { operation: 'log in', effect: 'READ', method: 'POST', path: '/inizio.php', ...body },
    call,
  )
  const session = readHiddenField(reply.body, 'id_sessione')
  if (session === null) throw failure('BAD_RESPONSE', 'inizio.php: no session')
  return { headers: { [sessionHeader]: session }, expiresInMs: null }
}

/** HotelDruid has the session in a field of every form. */
const sessionInForm: Wrapper = (next) => (request, call) => {
  const { [sessionHeader]: session, ...headers } = request.headers ?? {}
  if (session === undefined) return next(request, call)
  const form = new URLSearchParams(request.body)
  form.set('id_sessione', session)
  return next({ ...request, headers, body: form.toString() }, call)
}
