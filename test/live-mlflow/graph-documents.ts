const dataset = "id mlflowId name digest sourceType source schema profile store { name } experiment { mlflowId }";

const keyValues = (first: number) => `(first: ${first}) { nodes { key value } pageInfo { hasNextPage } }`;

/** Stores, and what is in each workspace. */
export const storesDocument = `{
  stores {
    nodes {
      id name database
      schema { revision releases hasWorkspaces hasMetricStepIndex }
      workspaces {
        nodes {
          id name description
          store { name }
          experiments(first: 100, viewType: ALL) { totalCount nodes { mlflowId } }
          registeredModels(first: 100) { totalCount nodes { name } }
        }
      }
    }
  }
}`;

export const experimentsDocument = `query Experiments($after: String) {
  page: experiments(first: 3, after: $after, viewType: ALL) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id mlflowId name description lifecycleStage createdAt lastUpdatedAt artifactLocation
      store { name }
      workspace { name }
      tags${keyValues(1000)}
      runs(first: 1, viewType: ALL) { totalCount }
      datasets(first: 100) {
        pageInfo { hasNextPage }
        nodes { ${dataset} usedBy(first: 100) { pageInfo { hasNextPage } nodes { mlflowId } } }
      }
    }
  }
}`;

export const runsDocument = `query Runs($experiment: ID!, $after: String) {
  node(id: $experiment) {
    ... on Experiment {
      page: runs(first: 7, after: $after, viewType: ALL) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id mlflowId name user description status startTime endTime lifecycleStage deletedAt artifactUri
          store { name }
          experiment { mlflowId }
          source { name type }
          git { commit branch repositoryUrl isDirty }
          parent { mlflowId }
          children(first: 100) { nodes { mlflowId } pageInfo { hasNextPage } }
          params${keyValues(1000)}
          tags${keyValues(1000)}
          metrics(first: 1000) { nodes { key value step timestamp } pageInfo { hasNextPage } }
          datasets { nodes { context dataset { ${dataset} } tags${keyValues(20)} } pageInfo { hasNextPage } }
          modelVersions(first: 100) { nodes { name version } pageInfo { hasNextPage } }
        }
      }
    }
  }
}`;

export const historiesDocument = `query Histories($run: ID!, $keys: [String!]!, $first: Int!, $after: String) {
  node(id: $run) {
    ... on Run {
      metricHistory(keys: $keys, first: $first, after: $after) {
        key totalPoints isSampled
        points { step timestamp value }
        columns { steps timestamps values }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

export const modelsDocument = `query Models($after: String) {
  page: registeredModels(first: 2, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id name description createdAt lastUpdatedAt
      store { name }
      workspace { name }
      tags${keyValues(100)}
      aliases(first: 100) { nodes { alias version modelVersion { version } } pageInfo { hasNextPage } }
      versions(first: 100) {
        pageInfo { hasNextPage }
        nodes {
          id name version description createdAt lastUpdatedAt stage status statusMessage
          source storageLocation runLink runMlflowId
          store { name }
          registeredModel { id name workspace { name } }
          run { mlflowId }
          tags${keyValues(100)}
          aliases { nodes { alias } pageInfo { hasNextPage } }
        }
      }
    }
  }
}`;

/** Traces of each experiment, and of each of its runs. */
export const tracesDocument = `query Traces($after: String) {
  page: experiments(first: 2, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      traces(first: 100) {
        pageInfo { hasNextPage }
        nodes {
          id mlflowId name state requestTime executionDurationMs clientRequestId requestPreview responsePreview
          tokens { input output total }
          cost { input output total }
          store { name }
          experiment { mlflowId }
          run { mlflowId name }
          tags${keyValues(100)}
          promptVersions { name version }
        }
      }
      runs(first: 100) {
        nodes { name mlflowId traces(first: 100) { nodes { mlflowId } } promptVersions { name version } }
      }
    }
  }
}`;

export const promptsDocument = `query Prompts($after: String) {
  page: prompts(first: 2, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name description createdAt lastUpdatedAt
      store { name }
      workspace { name }
      tags${keyValues(100)}
      latest { version }
      aliases(first: 100) { nodes { alias version promptVersion { version } } }
      versions(first: 100) {
        nodes {
          id name version type template messages { role content } commitMessage responseFormat modelConfig
          createdAt lastUpdatedAt
          store { name }
          prompt { id name }
          tags${keyValues(100)}
          aliases { nodes { alias } }
        }
      }
    }
  }
}`;

export const nodesDocument = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
