// How a question in GraphQL becomes a request, and an answer becomes what the workload counts.

/** @param headers sent beside the content type */
export function graphqlContender({ path, headers }) {
  const requestOf = (query, variables) => ({
    method: "POST",
    path,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return {
    /** A question may need to ask before it can be asked, such as for the cursor of page 20. */
    async requests({ query, variables, prepare }, url, marks) {
      const given = variables?.(marks) ?? {};
      const prepared = (await prepare?.(this.asker(url), given, marks)) ?? {};
      const document = typeof query === "function" ? query(marks) : query;
      return [requestOf(document, { ...given, ...prepared })];
    },
    answer: ([text]) => dataOf(text),
    asker: (url) => async (query, variables) => {
      const request = requestOf(query, variables);
      const response = await fetch(new URL(path, url), request);
      return dataOf(await response.text());
    },
  };
}

function dataOf(text) {
  const { data, errors } = JSON.parse(text);
  // MLflow's errors are plain texts.
  if (errors) throw new Error(errors[0].message ?? errors[0]);
  return data;
}
