import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'

export interface ClientOptions {
  /** With path, e.g. `http://localhost:4000/graphql`. */
  url: string
  apiKey: string
}

/** What the gateway could not give, and why; the rest of the data is right. */
export interface ReplyError {
  message: string
  path?: readonly (string | number)[]
  extensions: { code: string; system?: string; retryable?: boolean }
}

export interface Reply<Result> {
  /** Null only when the request as a whole was refused; a system that is down nulls its own fields. */
  data: Result | null
  errors: readonly ReplyError[]
}

/** A client for the gateway: the document decides which variables it takes and what comes back. */
export function createClient({ url, apiKey }: ClientOptions) {
  return async function query<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Reply<Result>> {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify({ query: print(document), variables }),
    })
    const { data = null, errors = [] } = (await reply.json()) as Partial<Reply<Result>>
    return { data, errors }
  }
}
