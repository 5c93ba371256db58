import { registerEnumType } from "type-graphql";
import { type Action, actions } from "../rules/permission.js";

export const ActionEnum = Object.fromEntries(actions.map((action) => [action, action])) as {
  readonly [Key in Action]: Key;
};
registerEnumType(ActionEnum, {
  name: "Action",
  description: "Something that is allowed or refused.",
  valuesConfig: {
    READ: { description: "See it." },
    EXPERIMENT_CREATE: { description: "Create an experiment." },
    EXPERIMENT_UPDATE: { description: "Change an experiment's tags and description." },
    EXPERIMENT_DELETE: { description: "Delete or restore an experiment." },
    RUN_WRITE: { description: "Create runs and write to them." },
    RUN_DELETE_OWN: { description: "Delete or restore one's own runs." },
    RUN_DELETE: { description: "Delete or restore anybody's runs." },
    REGISTERED_MODEL_CREATE: { description: "Create a registered model." },
    REGISTERED_MODEL_UPDATE: { description: "Change a registered model's tags and description." },
    REGISTERED_MODEL_RENAME: { description: "Rename a registered model; needed under the old and the new name." },
    REGISTERED_MODEL_DELETE: { description: "Delete a registered model." },
    MODEL_VERSION_CREATE: { description: "Create a version of a registered model." },
    MODEL_VERSION_UPDATE: { description: "Change a version's tags and description." },
    MODEL_VERSION_DELETE: { description: "Delete a version of a registered model." },
    ALIAS_SET: { description: "Set or remove an alias that no gate protects." },
    STAGE_SET: { description: "Set a stage that no gate protects." },
    PROMOTION_REQUEST: { description: "Ask for a promotion." },
    PROMOTION_VOTE: { description: "Vote on a promotion." },
    PROMOTION_EXECUTE: { description: "Carry out a promotion that is ready." },
    QUARANTINE: { description: "Keep a version from being promoted." },
    BINDING_EDIT: { description: "Grant and revoke roles." },
    TOKEN_EDIT: { description: "Make and revoke API tokens of others." },
    GATE_EDIT: { description: "Change what a promotion needs." },
    AUDIT_READ: { description: "Read the audit." },
    ACCESS_EXPLAIN: { description: "Have explained what others may do." },
  },
});
