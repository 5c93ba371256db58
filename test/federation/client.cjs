// Stands in for the client of Apollo's compatibility tests, whose router has a fixed address (see the resolver in
// test/support). The addresses are set by compatibility.test.ts before the first request.
module.exports = {
  productsRequest: (body, headers) => request(globalThis.federationUrls.products, body, headers),
  routerRequest: (body, headers) => request(globalThis.federationUrls.router, body, headers),
};

async function request(url, body, headers) {
  const response = await fetch(url, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}
