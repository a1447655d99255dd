/**
 * Everything that runs with nothing but Node and npm; suites that need more have their own project. Test files run in plain
 * Node, some after another in one process: nothing is done at import, so there is nothing that a file could leave behind, and
 * what one has loaded and made fast, the next has.
 */
const project = (name, testMatch) => ({
  displayName: name,
  testMatch,
  runner: ['jest-light-runner', { runtime: 'child_process' }],
  setupFilesAfterEnv: ['<rootDir>/test/support/prepare-worker.ts'],
})

export default {
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/support/long-first.mjs',
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
