/** Everything that runs with nothing but Node and npm; suites that need more have their own project. */
const project = (name, testMatch) => ({
  displayName: name,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // As the gateway resolves it for a config: see load-config.ts.
  moduleNameMapper: {
    '^headwater$': '<rootDir>/src/index.ts',
    '^headwater/conformance$': '<rootDir>/src/conformance/public-api.ts',
    '^headwater/sandbox$': '<rootDir>/sandbox/connection.ts',
  },
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
})

export default {
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/support/long-first.mjs',
  // Machines are busy: a test that hangs still ends.
  testTimeout: 120_000,
  projects: [
    project('unit', ['<rootDir>/test/unit/**/*.test.ts']),
    project('conformance', ['<rootDir>/test/conformance/**/*.test.ts']),
    project('guarantees', ['<rootDir>/test/guarantees/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/!(pack).test.ts']),
    // Packs and installs the package, so it needs the registry.
    project('package', ['<rootDir>/test/e2e/pack.test.ts']),
    project('contract', ['<rootDir>/test/contract/**/*.test.ts']),
    project('systems', ['<rootDir>/test/systems/**/!(tryton-*|hoteldruid-*|real-*).test.ts']),
    // Some compare all records with what the system itself lists, one makes it ask everybody for a password: one file at a time.
    project('business', ['<rootDir>/test/systems/**/{tryton-*,hoteldruid-*,real-*}.test.ts']),
  ],
}
