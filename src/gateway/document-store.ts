import { InMemoryLRUCache } from "@apollo/utils.keyvaluecache";
import type { DocumentNode } from "graphql";
import { documentBytes } from "./document-bytes.js";

/** Some hundred documents of an application. Apollo's own store counts their JSON, which they take several times of. */
const bytesMax = 16 * 2 ** 20;

/** Documents that were parsed and validated before. When they take more memory than they may, those that were not asked for longest go. */
export function createDocumentStore(): InMemoryLRUCache<DocumentNode> {
  return new InMemoryLRUCache<DocumentNode>({ maxSize: bytesMax, sizeCalculation: documentBytes });
}
