import { expect, test } from "@jest/globals";
import { RegisteredModelsDocument, StoresDocument } from "../../src/operations/operations.js";
import { mlflowStore } from "../support/fixtures.js";
import { availableDialects } from "../support/run-environment.js";
