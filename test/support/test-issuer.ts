import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";
import type Provider from "oidc-provider";

export const testAudience = "gatehouse";
const resource = "urn:gatehouse";
const scope = "";
const client = { id: "pipeline", secret: "secret-of-the-pipeline-0123456789-0123456789" };
const ttlSeconds = 600;

/** It warns of Node 20 and of keeping everything in memory, which suits a test. */
const { default: OpenIdProvider } = await quietly(() => import("oidc-provider"));

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

export async function makeKey(kid: string, alg = "RS256"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const names = { kid, alg, use: "sig" };
  return {
    kid,
    alg,
    privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...names },
    publicJwk: { ...(await exportJWK(publicKey)), ...names },
  };
}

/** Instead of what the provider would answer; false lets the provider answer. */
type Interference = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A real OpenID provider (oidc-provider) on this machine, whose keys a test may rotate and whose answers it may spoil. */
export class TestIssuer {
  /** The paths that were asked for, since the start or since they were last taken. */
  #asked: string[] = [];
  #provider: Provider;
  #answer: RequestListener;
  interfere: Interference = () => false;

  private constructor(
    readonly issuer: string,
    readonly server: Server,
    public key: SigningKey,
    readonly extraClaims: () => Record<string, unknown>,
  ) {
    this.#provider = this.#provide([key]);
    this.#answer = this.#provider.callback();
    server.on("request", (request, response) => {
      this.#asked.push(request.url ?? "");
      if (!this.interfere(request, response)) this.#answer(request, response);
    });
  }

  static async start(key: SigningKey, extraClaims: () => Record<string, unknown> = () => ({})): Promise<TestIssuer> {
    const server = createServer();
    await listen(server, 0);
    return new TestIssuer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, key, extraClaims);
  }

  /** The provider signs with the first key and publishes all of them. */
  rotateTo(key: SigningKey, ...others: SigningKey[]): void {
    this.key = key;
    this.#provider = this.#provide([key, ...others]);
    this.#answer = this.#provider.callback();
  }

  /** An access token by RFC 9068 for a person, as the provider itself makes it at the end of a sign-in. */
  async accessToken(accountId: string): Promise<string> {
    const { AccessToken, Client, ResourceServer } = this.#provider;
    const found = await Client.find(client.id);
    if (found === undefined) throw new Error("the test's client is not known");
    const token = new AccessToken({ accountId, client: found, scope } as ConstructorParameters<typeof AccessToken>[0]);
    token.resourceServer = new ResourceServer(resource, resourceServer);
    return token.save();
  }

  /** The token that a program gets from the provider's token endpoint for its own name and secret. */
  async clientToken(): Promise<string> {
    const response = await fetch(`${this.issuer}/token`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ grant_type: "client_credentials", resource }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    return token;
  }

  /** A token of any claims and header, signed with the issuer's present key or another. */
  sign(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}, key: SigningKey = this.key): Promise<string> {
    return new SignJWT({ iss: this.issuer, aud: testAudience, sub: "ada", ...claims })
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(key.privateKey);
  }

  /** The paths that were asked for since the last call. */
  asked(): string[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** At the same address as before. */
  restart(): Promise<void> {
    return listen(this.server, Number(new URL(this.issuer).port));
  }

  #provide(keys: readonly SigningKey[]): Provider {
    return quietly(() => this.#configured(keys));
  }

  #configured(keys: readonly SigningKey[]): Provider {
    return new OpenIdProvider(this.issuer, {
      jwks: { keys: keys.map(({ privateJwk }) => privateJwk) as never[] },
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          redirect_uris: [],
          response_types: [],
          grant_types: ["client_credentials"],
        },
      ],
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => resource,
          getResourceServerInfo: () => resourceServer,
        },
      },
      ttl: { AccessToken: ttlSeconds, ClientCredentials: ttlSeconds },
      extraTokenClaims: async () => this.extraClaims(),
      findAccount: async (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    });
  }
}

const resourceServer = {
  scope,
  audience: testAudience,
  accessTokenFormat: "jwt" as const,
  accessTokenTTL: ttlSeconds,
};

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function quietly<Result>(work: () => Result): Result {
  const { warn } = console;
  const restore = () => {
    console.warn = warn;
  };
  console.warn = () => undefined;
  try {
    const result = work();
    if (result instanceof Promise) void result.finally(restore);
    else restore();
    return result;
  } catch (error) {
    restore();
    throw error;
  }
}
