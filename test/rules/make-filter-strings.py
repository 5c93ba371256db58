"""Writes filter-strings.json: filter strings, and what MLflow makes of each.

    python make-filter-strings.py [count] [seed] > filter-strings.json

Run it with a Python that has MLflow; the file says which version that was. Every string goes through MLflow's own parser
and through the checks that its SQL stores make of the parsed clauses; no database is asked.
"""

import json
import logging
import random
import sys
import warnings

import mlflow
import sqlparse
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as RegistryStore
from mlflow.store.tracking import sqlalchemy_store as tracking
from mlflow.utils import search_utils as search
from sqlalchemy.orm import Session

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

SPACES = ["", " ", " ", " ", " ", "  ", "\t", "\n"]
PREFIXES = {
    "run": ["metrics", "metric", "params", "param", "parameter", "parameters", "tags", "tag", "attributes", "attribute", "attr",
            "run", "dataset", "datasets", "`params`", "Params", "model", "`metrics`", '"tags"'],
    "experiment": ["tags", "tag", "attribute", "attributes", "`tags`", "experiment"],
    "registeredModel": ["tags", "tag", "attribute", "attributes", "params"],
    "modelVersion": ["tags", "tag", "attribute", "attr", "metrics"],
}
ATTRIBUTES = {
    "run": ["run_id", "run_name", "status", "user_id", "artifact_uri", "start_time", "end_time", "created", "Created", '"run name"',
            "`Run Name`", "experiment_id", "lifecycle_stage"],
    "experiment": ["name", "experiment_id", "creation_time", "last_update_time", '"name"', "`experiment_id`", "lifecycle_stage"],
    "registeredModel": ["name", '"name"', "last_updated_timestamp", "creation_timestamp", "`name`"],
    "modelVersion": ["name", "version_number", "run_id", "source_path", "version", '"run_id"', "current_stage"],
}
KEYS = ["C", "auc", "loss", "learning_rate", "val.auc", "max depth", '"val/auc"', "`a b`", "'a b'", "order", "key", "count", "in", "in_x", "from",
        "1abc", "123a", "5", "_x", "a-b", "a/b", "a:b", "a::b", "a[0]", "[a b]", "f('x')", "f ('x')", "клю́ч", "日本", "é", "*", "a->b", "a desc",
        "`mlflow.runName`", "mlflow.note.content", "name", "digest", "context", "status", "and", "like", '"a.b"', "´a b´", "a.5", "", "a..b", "#ab", "$a",
        "a$b", "1a$b", "a AS b", "AND", "null", '"it\'s"', "'`a`'", "Null", "a b c", "values", "div"]
NUMBERS = ["0", "1", "-1", "0.9", ".5", "5.", "1e3", "1e-3", "-2.5E-2", "007", "-0", "1e5x", "1_000", "0x10", "+1", "- 1", "1.e3", "1e400", "nan",
           "9007199254740993", "1.5e12", "123abc"]
STRINGS = ["'a'", "'it''s'", "'it\\'s'", '"b"', '"b""c"', "''", "'%a_'", "'a.b'", "'AND'", "'1'", "' 12 '", "'1_0'", "'日本'", "'a\\\\'", "`a`", "abc",
           '"a"."b"', "'a'::'b'", '"a" desc', "'x' || 'y'", "'unclosed", "'a\nb'", "'--'", "null", "'Ab%'", '"\'q\'"']
LISTS = ["('a')", "('a', 'b')", "('a',)", "()", "('a' 'b')", "(('a', 'b'))", "(('a'), 'b')", "(('a', 'b'), 'c')", '("a", "it\'s")', "(1, 2)", "('1', '-2')",
         "('a', b)", "(r'\\d', u'x')", "('\\x41\\n')", "(b'a')", "('a' ,'b' , )", "(''' a ''')", "('a'", "(['a'])", "(f'a')", "('a','b'))", "(,)", "('a' + 'b')",
         "('\\q')", "( 'a'\n,\t'b')"]
OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "LIKE", "ILIKE", "like", "ilike", "IN", "NOT IN", "in", "not in", "IS NULL", "IS NOT NULL", "is null",
             "is not null", "IS NOT  NULL", "==", "<>", "NOT LIKE", "RLIKE", "Not  In", "~", "=-", "IS", "between"]
JOINERS = [" AND ", " and ", " AND ", " And\n", " ", " OR ", " AND AND ", ", ", "; ", "AND", " AND NOT ", " && "]
NOISE = ["(", ")", "'", '"', "`", ".", ",", ";", "[", "]", "AND", "OR", "NOT", "NULL", "IS", "IN", "=", "as", "desc", "::", "params.x", "'v'", "5", "*", "-",
         "WHERE", "order", "%s", "?", ":x", "\\", "é", "0.5", "tags.", "->", "int"]


TAME_FIELDS = {
    "run": {"number": ["metrics.", "metric."], "text": ["params.", "param.", "parameters.", "tags.", "tag."]},
    "experiment": {"text": ["tags.", "tag."]},
    "registeredModel": {"text": ["tags.", "tag."]},
    "modelVersion": {"text": ["tags.", "tag."]},
}
TAME_ATTRIBUTES = {
    "run": {"number": ["start_time", "end_time", "created", "attributes.start_time"],
            "text": ["run_name", "status", "user_id", "run_id", "attr.artifact_uri", "run.status", "dataset.name", "datasets.context", "`Run Name`"],
            "list": ["run_id", "attributes.run_id", "dataset.digest", "datasets.name"]},
    "experiment": {"number": ["creation_time", "attribute.last_update_time"], "text": ["name", "attribute.name"], "list": ["experiment_id"]},
    "registeredModel": {"text": ["name", "attribute.name"], "list": ["name"]},
    "modelVersion": {"number": ["version_number"], "text": ["name", "run_id", "source_path"], "list": ["name", "attribute.run_id"]},
}
TAME_OPERATORS = {"number": OPERATORS[:6], "text": ["=", "!=", "LIKE", "ILIKE", "=", "like"], "list": ["IN", "NOT IN", "in", "not in"]}
TAME_VALUES = {"number": NUMBERS, "text": STRINGS, "list": LISTS}


def tame_comparison(random, entity):
    """Right in its kinds; each of its words may still be odd."""
    if "tags." in TAME_FIELDS[entity]["text"] and random.random() < 0.1:
        return random.choice(TAME_FIELDS[entity]["text"]) + random.choice(KEYS) + random.choice([" IS NULL", " is not null", " IS NOT NULL"])
    pools = TAME_FIELDS if random.random() < 0.6 else TAME_ATTRIBUTES
    kind = random.choice(list(pools[entity]))
    name = random.choice(pools[entity][kind])
    if name.endswith("."):
        name += random.choice(random.choice([KEYS, KEYS[:8]]))
    operator = random.choice(TAME_OPERATORS[kind])
    space = " " if operator[0].isalpha() else random.choice(SPACES)
    return name + space + operator + random.choice(SPACES) + random.choice(random.choice([TAME_VALUES[kind], TAME_VALUES[kind][:6]]))


def wild_field(random, entity):
    if random.random() < 0.35:
        name = random.choice(ATTRIBUTES[entity])
        return name if random.random() < 0.7 else random.choice(PREFIXES[entity]) + "." + name
    return random.choice(PREFIXES[entity]) + random.choice([".", ".", ".", " .", ". "]) + random.choice(KEYS)


def wild_comparison(random, entity):
    operator = random.choice(OPERATORS)
    if operator.upper().startswith("IS N"):
        return wild_field(random, entity) + " " + operator
    value = random.choice(random.choice([NUMBERS, STRINGS, LISTS]))
    return wild_field(random, entity) + random.choice(SPACES) + operator + random.choice(SPACES) + value


def filter_string(random, entity):
    wildness = random.choice([0, 0, 0, 0.5, 1])
    comparison = lambda: (wild_comparison if random.random() < wildness else tame_comparison)(random, entity)
    text = comparison()
    for _ in range(random.choice([0, 0, 0, 1, 1, 2])):
        text += random.choice(JOINERS if random.random() < 0.2 else JOINERS[:3]) + comparison()
    if random.random() < 0.2:
        words = text.split(" ")
        at = random.randrange(len(words))
        words[at:at + random.choice([0, 1])] = random.choices(NOISE, k=random.choice([0, 1, 1]))
        text = " ".join(words)
    if random.random() < 0.05 and text:
        at = random.randrange(len(text))
        text = text[:at] + random.choice(NOISE) + text[at:]
    return random.choice(["", "", "", " ", "\n"]) + text + random.choice(["", "", "", " ", " AND"])


PARSERS = {
    "run": search.SearchUtils,
    "experiment": search.SearchExperimentsUtils,
    "registeredModel": search.SearchModelUtils,
    "modelVersion": search.SearchModelVersionUtils,
}
registry = RegistryStore.__new__(RegistryStore)
registry._get_workspace_clauses = lambda *_: []
session = Session()
CHECKS = {
    "run": lambda clauses: tracking._get_sqlalchemy_filter_clauses(clauses, session, "sqlite"),
    "experiment": lambda clauses: tracking._get_search_experiments_filter_clauses(clauses, "sqlite"),
    "registeredModel": lambda clauses: registry._get_search_registered_model_filter_query(session, clauses, "sqlite"),
    "modelVersion": lambda clauses: registry._get_search_model_versions_filter_clauses(clauses, "sqlite"),
}


def verdict(entity, text):
    """The clauses as [kind, key, operator, value], or None where MLflow refuses the string."""
    try:
        clauses = PARSERS[entity].parse_search_filter(text)
        CHECKS[entity](clauses)
        clauses = [plain(entity, clause) for clause in clauses]
        return None if any(isinstance(value, list) and "IN" not in operator for _, _, operator, value in clauses) else clauses
    except Exception:
        return None


def plain(entity, clause):
    kind = {"parameter": "param"}.get(clause["type"], clause["type"])
    key = search.SearchUtils.translate_key_alias(clause["key"]) if entity == "run" else clause["key"]
    value = clause["value"]
    if kind == "metric":
        value = {"number": repr(float(value))}
    elif kind == "attribute" and key in ("experiment_id", "version_number"):
        value = [{"integer": str(int(v))} for v in value] if isinstance(value, tuple) else {"integer": str(int(value))}
    elif isinstance(value, tuple):
        value = list(value)
    elif isinstance(value, int):
        value = {"integer": str(value)}
    elif isinstance(value, float):
        value = {"number": repr(value)}
    return [kind, key, clause["comparator"].upper(), value]


def main(count=600, seed=1):
    chosen = random.Random(int(seed))
    seen = {}
    for _ in range(int(count)):
        entity = chosen.choices(list(PARSERS), [5, 2, 1, 2])[0]
        text = filter_string(chosen, entity)
        seen[(entity, text)] = verdict(entity, text)
    strings = [[entity, text, clauses] for (entity, text), clauses in seen.items()]
    print(f'{{"mlflow": "{mlflow.__version__}", "sqlparse": "{sqlparse.__version__}", "strings": [')
    print(",\n".join(json.dumps(string, ensure_ascii=False) for string in strings))
    print("]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
