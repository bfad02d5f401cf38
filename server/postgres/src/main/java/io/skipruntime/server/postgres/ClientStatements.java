package io.skipruntime.server.postgres;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements of psql and of the JDBC driver that make arrays of the rows of subqueries or of
 * parts of rows, which the language does not. Each is recognised by its text and replaced by one
 * with the same columns that gives the same rows, for the catalog that a service has: it has no
 * policies, no publications, no privileges of single columns, no members of roles and no foreign
 * keys.
 */
final class ClientStatements {

  private static final int FLAGS = Pattern.DOTALL | Pattern.CASE_INSENSITIVE;

  /** A form of statements, and what stands in its place. */
  private record Form(Pattern pattern, String replacement) {

    static Form of(String pattern, String replacement) {
      return new Form(Pattern.compile(pattern, FLAGS), replacement);
    }
  }

  private static final List<Form> WHOLE =
      List.of(
          Form.of(
              "\\s*SELECT pol\\.polname, pol\\.polpermissive,.*FROM pg_catalog\\.pg_policy"
                  + " pol\\s.*",
              "SELECT polname, polpermissive, polroles AS \"array_to_string\", polqual AS"
                  + " \"pg_get_expr\", polwithcheck AS \"pg_get_expr\", polcmd AS cmd FROM"
                  + " pg_catalog.pg_policy"),
          Form.of(
              "\\s*SELECT oid, stxrelid::.*FROM pg_catalog\\.pg_statistic_ext\\s.*",
              "SELECT oid, stxrelid, stxname AS nsp, stxname, stxkind AS columns, false AS"
                  + " ndist_enabled, false AS deps_enabled, false AS mcv_enabled, stxstattarget"
                  + " FROM pg_catalog.pg_statistic_ext"),
          Form.of(
              "\\s*SELECT pubname\\s.*FROM pg_catalog\\.pg_publication p\\s.*",
              "SELECT pubname, pubname AS \"qual\", pubname AS \"columns\" FROM"
                  + " pg_catalog.pg_publication"),
          Form.of(
              ".*information_schema\\._pg_expandarray\\(con\\.conkey\\).*con\\.contype = 'p'"
                  + "(?<conditions>.*?)\\)\\s*result where.*",
              "SELECT current_database() AS \"TABLE_CAT\", n.nspname AS \"TABLE_SCHEM\","
                  + " ct.relname AS \"TABLE_NAME\", a.attname AS \"COLUMN_NAME\","
                  + " a.attnum AS \"KEY_SEQ\", con.conname AS \"PK_NAME\""
                  + " FROM pg_catalog.pg_constraint con"
                  + " JOIN pg_catalog.pg_class ct ON con.conrelid = ct.oid"
                  + " JOIN pg_catalog.pg_namespace n ON ct.relnamespace = n.oid"
                  + " JOIN pg_catalog.pg_attribute a ON a.attrelid = con.conindid"
                  + " WHERE con.contype = 'p'${conditions}"
                  + " ORDER BY ct.relname, con.conname, a.attnum"),
          Form.of(
              ".*information_schema\\._pg_expandarray\\(i\\.indkey\\).*WHERE true"
                  + "(?<conditions>.*?)\\)\\s*AS tmp.*",
              "SELECT current_database() AS \"TABLE_CAT\", n.nspname AS \"TABLE_SCHEM\","
                  + " ct.relname AS \"TABLE_NAME\", NOT i.indisunique AS \"NON_UNIQUE\","
                  + " CAST(NULL AS text) AS \"INDEX_QUALIFIER\", ci.relname AS \"INDEX_NAME\","
                  + " 3 AS \"TYPE\", a.attnum AS \"ORDINAL_POSITION\", a.attname AS"
                  + " \"COLUMN_NAME\", 'A' AS \"ASC_OR_DESC\", ci.reltuples AS \"CARDINALITY\","
                  + " ci.relpages AS \"PAGES\", CAST(NULL AS text) AS \"FILTER_CONDITION\","
                  + " CAST(NULL AS text) AS \"REMARKS\""
                  + " FROM pg_catalog.pg_class ct"
                  + " JOIN pg_catalog.pg_namespace n ON ct.relnamespace = n.oid"
                  + " JOIN pg_catalog.pg_index i ON ct.oid = i.indrelid"
                  + " JOIN pg_catalog.pg_class ci ON ci.oid = i.indexrelid"
                  + " JOIN pg_catalog.pg_attribute a ON a.attrelid = ci.oid"
                  + " WHERE true${conditions} ORDER BY 4, 7, 6, 8"),
          Form.of(
              ".*AS \"PKTABLE_CAT\".*pg_catalog\\.generate_series\\(.*con\\.contype = 'f'.*",
              "SELECT current_database() AS \"PKTABLE_CAT\", conname AS \"PKTABLE_SCHEM\","
                  + " conname AS \"PKTABLE_NAME\", conname AS \"PKCOLUMN_NAME\","
                  + " current_database() AS \"FKTABLE_CAT\", conname AS \"FKTABLE_SCHEM\","
                  + " conname AS \"FKTABLE_NAME\", conname AS \"FKCOLUMN_NAME\","
                  + " 1 AS \"KEY_SEQ\", 3 AS \"UPDATE_RULE\", 3 AS \"DELETE_RULE\","
                  + " conname AS \"FK_NAME\", conname AS \"PK_NAME\", 7 AS \"DEFERRABILITY\""
                  + " FROM pg_catalog.pg_constraint WHERE contype = 'f'"));

  private static final String NO_MEMBERS = "CAST(NULL AS text)";

  private static final List<Form> PARTS =
      List.of(
          Form.of(
              "pg_catalog\\.array_to_string\\(c\\.reloptions \\|\\| array\\(select 'toast\\.'"
                  + " \\|\\| x from pg_catalog\\.unnest\\(tc\\.reloptions\\) x\\), ', '\\)",
              "''"),
          Form.of(
              "ARRAY\\(SELECT b\\.rolname\\s+FROM pg_catalog\\.pg_auth_members m\\s.*?\\)\\s*"
                  + "WHERE m\\.member = r\\.oid\\)(?= as memberof)",
              "'{}'"),
          Form.of(
              "pg_catalog\\.array_to_string\\(ARRAY\\(\\s*SELECT attname \\|\\|.*?\\), E'\\\\n'\\)"
                  + "(?= AS \"Column privileges\")",
              NO_MEMBERS),
          Form.of(
              "pg_catalog\\.array_to_string\\(ARRAY\\(\\s*SELECT polname\\s.*?WHERE polrelid ="
                  + " c\\.oid\\), E'\\\\n'\\)(?=\\s*AS \"Policies\")",
              NO_MEMBERS));

  private ClientStatements() {}

  /** The statement as the language understands it. */
  static String understood(String statement) {
    if (!statement.contains("pg_catalog")
        && !statement.contains("pg_type")) { // nothing else has one of the forms
      return statement;
    }
    for (Form form : WHOLE) {
      Matcher matcher = form.pattern().matcher(statement);
      if (matcher.matches()) {
        return matcher.replaceFirst(form.replacement());
      }
    }
    String understood = statement;
    for (Form form : PARTS) {
      understood = form.pattern().matcher(understood).replaceAll(form.replacement());
    }
    return understood;
  }
}
