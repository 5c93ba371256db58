import { Field, ObjectType } from "type-graphql";
import { Binding, RoleScope } from "./binding.js";
import { RoleEnum } from "./role.js";

@ObjectType({ simpleResolvers: true, description: "A grant that would allow what no grant allows." })
export class MissingGrant {
  @Field(() => [RoleEnum], { description: "Any one of these roles is enough." })
  roles!: readonly string[];

  @Field(() => RoleScope, { description: "The narrowest scope that is enough; a wider one is too." })
  scope!: RoleScope;
}

@ObjectType({ simpleResolvers: true, description: "Why somebody may do something, or may not. Denials win." })
export class AccessExplanation {
  @Field(() => String, { description: "Of whom it tells, as in `Viewer.id`." })
  principal!: string;

  @Field(() => Boolean, { description: "Whether it is allowed." })
  isAllowed!: boolean;

  @Field(() => [Binding], { description: "What allows it, unless something denies it." })
  allowedBy!: readonly Binding[];

  @Field(() => [Binding], { description: "What denies it." })
  deniedBy!: readonly Binding[];

  @Field(() => Boolean, { description: "Whether the API token that was shown does not reach so far." })
  isBeyondToken!: boolean;

  @Field(() => Boolean, {
    description:
      "Whether the groups were told; false for anybody else but a service: then what groups grant is not in this.",
  })
  areGroupsKnown!: boolean;

  @Field(() => MissingGrant, {
    nullable: true,
    description: "What would have to be granted; null where it is allowed, or where no grant would help.",
  })
  missingGrant!: MissingGrant | null;
}
