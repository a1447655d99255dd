import config from '../../../headwater.config.ts'

// The simulators are the test's: a replica that does not reach them in time starts none of its own.
export default { ...config, sandbox: false, http: { host: '127.0.0.1' } }
