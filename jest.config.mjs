/**
 * Two projects, so that a test without a store never waits for a database: Jest runs a project's globalSetup only when one of its
 * files runs. Start it with `node --experimental-vm-modules`: the sources are ES modules.
 */
const shared = {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": ["@swc/jest"] },
  resolver: "<rootDir>/test/support/resolver.cjs",
};

const pureFolders = ["config", "rules", "types"].map((name) => `<rootDir>/test/${name}/`);

export default {
  maxWorkers: 2,
  // Jest reads this from here only, not from a project.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: "rules", testMatch: pureFolders.map((folder) => `${folder}**/*.test.ts`) },
    {
      ...shared,
      displayName: "stores",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/node_modules/", ...pureFolders],
      globalSetup: "<rootDir>/test/support/global-setup.mjs",
      globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
    },
  ],
};
