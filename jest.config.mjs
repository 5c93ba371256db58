/**
 * Two projects, so that a test of pure rules never waits for a database: Jest runs a project's globalSetup only when one of its files runs.
 * Start it with `node --experimental-vm-modules`: the sources are ES modules.
 */
const shared = {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": ["@swc/jest"] },
  resolver: "<rootDir>/test/support/resolver.cjs",
  testTimeout: 30_000,
};

const pureTests = ["<rootDir>/test/rules/**/*.test.ts", "<rootDir>/test/types/**/*.test.ts"];

export default {
  maxWorkers: 2,
  projects: [
    { ...shared, displayName: "rules", testMatch: pureTests },
    {
      ...shared,
      displayName: "stores",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/node_modules/", "<rootDir>/test/rules/", "<rootDir>/test/types/"],
      globalSetup: "<rootDir>/test/support/global-setup.mjs",
      globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
    },
  ],
};
