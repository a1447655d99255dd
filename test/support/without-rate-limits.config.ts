import own from '../../headwater.config.ts'

/** As many as a test sends: what is counted is kept all the same. Whoever connects from here may say whom it speaks for. */
const unlimited = 10_000_000

export default {
  ...own,
  http: { trustedProxies: ['127.0.0.1'] },
  limits: {
    requestsPerMinute: unlimited,
    requestsPerMinutePerCaller: unlimited,
    failedAuthenticationsPerMinute: unlimited,
  },
}
