package io.skipruntime.sql.system;

import java.util.List;

/** The tables of {@code pg_catalog} that clients of PostgreSQL read, as far as they read them. */
final class PostgresTables {

  private static final String SCHEMA = "pg_catalog";

  static final CatalogTable NAMESPACE =
      table("pg_namespace", "oid:oid nspname:text nspowner:oid=10 nspacl:text[]");

  static final CatalogTable CLASS =
      table(
          "pg_class",
          "oid:oid relname:text relnamespace:oid reltype:oid=0 reloftype:oid=0 relowner:oid=10"
              + " relam:oid=2 relfilenode:oid=0 reltablespace:oid=0 relpages:int=0"
              + " reltuples:double reltoastrelid:oid=0 relhasindex:bool=f relisshared:bool=f"
              + " relpersistence:text=p relkind:text=r relnatts:int relchecks:int=0"
              + " relhasrules:bool=f relhastriggers:bool=f relhassubclass:bool=f"
              + " relrowsecurity:bool=f relforcerowsecurity:bool=f relispopulated:bool=t"
              + " relreplident:text=d relispartition:bool=f relrewrite:oid=0 relacl:text[]"
              + " reloptions:text[] relpartbound:text");

  static final CatalogTable ATTRIBUTE =
      table(
          "pg_attribute",
          "attrelid:oid attname:text atttypid:oid attlen:int=-1 attnum:int atttypmod:int=-1"
              + " attndims:int=0 attnotnull:bool atthasdef:bool=f atthasmissing:bool=f"
              + " attidentity:text= attgenerated:text= attisdropped:bool=f attislocal:bool=t"
              + " attinhcount:int=0 attcollation:oid=0 attstorage:text=p attcompression:text="
              + " attstattarget:int=-1 attacl:text[] attoptions:text[] attfdwoptions:text[]");

  static final CatalogTable TYPE =
      table(
          "pg_type",
          "oid:oid typname:text typnamespace:oid=11 typowner:oid=10 typlen:int=-1 typbyval:bool=f"
              + " typtype:text=b typcategory:text typispreferred:bool=f typisdefined:bool=t"
              + " typdelim:text=, typrelid:oid=0 typelem:oid=0 typarray:oid=0 typinput:text"
              + " typnotnull:bool=f typbasetype:oid=0 typtypmod:int=-1 typndims:int=0"
              + " typcollation:oid=0 typdefault:text typacl:text[]");

  static final CatalogTable INDEX =
      table(
          "pg_index",
          "indexrelid:oid indrelid:oid indnatts:int indnkeyatts:int indisunique:bool=t"
              + " indnullsnotdistinct:bool=f indisprimary:bool=t indisexclusion:bool=f"
              + " indimmediate:bool=t indisclustered:bool=f indisvalid:bool=t indisready:bool=t"
              + " indislive:bool=t indisreplident:bool=f indkey:int[] indoption:int[] indexprs:text"
              + " indpred:text");

  static final CatalogTable CONSTRAINT =
      table(
          "pg_constraint",
          "oid:oid conname:text connamespace:oid contype:text=p condeferrable:bool=f"
              + " condeferred:bool=f convalidated:bool=t conrelid:oid contypid:oid=0 conindid:oid"
              + " conparentid:oid=0 confrelid:oid=0 confupdtype:text= confdeltype:text="
              + " confmatchtype:text= conislocal:bool=t coninhcount:int=0 connoinherit:bool=t"
              + " conkey:int[] confkey:int[] conbin:text");

  static final CatalogTable DATABASE =
      table(
          "pg_database",
          "oid:oid datname:text datdba:oid=10 encoding:int=6 datlocprovider:text=c"
              + " datistemplate:bool=f datallowconn:bool=t datconnlimit:int=-1 dattablespace:oid=0"
              + " datcollate:text=C datctype:text=C daticulocale:text datlocale:text"
              + " daticurules:text datcollversion:text datacl:text[]");

  static final CatalogTable ROLES =
      table(
          "pg_roles",
          "oid:oid rolname:text rolsuper:bool=f rolinherit:bool=t rolcreaterole:bool=f"
              + " rolcreatedb:bool=f rolcanlogin:bool=t rolreplication:bool=f rolconnlimit:int=-1"
              + " rolpassword:text rolvaliduntil:time rolbypassrls:bool=f rolconfig:text[]");

  static final CatalogTable ACCESS_METHOD =
      table("pg_am", "oid:oid amname:text amhandler:text amtype:text");

  static final CatalogTable SETTINGS =
      table(
          "pg_settings",
          "name:text setting:text unit:text category:text short_desc:text context:text=user"
              + " vartype:text=string source:text=default");

  /** The tables that have no rows, since a service has nothing of what they describe. */
  static final List<CatalogTable> EMPTY =
      List.of(
          table("pg_attrdef", "oid:oid adrelid:oid adnum:int adbin:text"),
          table("pg_collation", "oid:oid collname:text collnamespace:oid collowner:oid"),
          table(
              "pg_policy",
              "oid:oid polname:text polrelid:oid polcmd:text polpermissive:bool polroles:oid[]"
                  + " polqual:text polwithcheck:text"),
          table(
              "pg_statistic_ext",
              "oid:oid stxrelid:oid stxname:text stxnamespace:oid stxowner:oid stxstattarget:int"
                  + " stxkind:text[]"),
          table("pg_publication", "oid:oid pubname:text pubowner:oid puballtables:bool"),
          table("pg_publication_namespace", "oid:oid pnpubid:oid pnnspid:oid"),
          table("pg_publication_rel", "oid:oid prpubid:oid prrelid:oid prqual:text prattrs:int[]"),
          table("pg_inherits", "inhrelid:oid inhparent:oid inhseqno:int inhdetachpending:bool"),
          table("pg_auth_members", "oid:oid roleid:oid member:oid grantor:oid admin_option:bool"),
          table(
              "pg_proc",
              "oid:oid proname:text pronamespace:oid proowner:oid prolang:oid prokind:text"
                  + " prosecdef:bool proretset:bool provolatile:text proparallel:text"
                  + " pronargs:int prorettype:oid proargtypes:text proallargtypes:text"
                  + " proargmodes:text proargnames:text[] prosrc:text proacl:text[]"),
          table("pg_description", "objoid:oid classoid:oid objsubid:int description:text"),
          table("pg_shdescription", "objoid:oid classoid:oid description:text"),
          table("pg_enum", "oid:oid enumtypid:oid enumsortorder:double enumlabel:text"),
          table("pg_extension", "oid:oid extname:text extnamespace:oid extversion:text"),
          table("pg_range", "rngtypid:oid rngsubtype:oid"),
          table("pg_language", "oid:oid lanname:text lanowner:oid lanpltrusted:bool"),
          table(
              "pg_tablespace", "oid:oid spcname:text spcowner:oid spcacl:text[] spcoptions:text[]"),
          table("pg_rewrite", "oid:oid rulename:text ev_class:oid ev_type:text ev_enabled:text"),
          table(
              "pg_trigger",
              "oid:oid tgrelid:oid tgparentid:oid tgname:text tgfoid:oid tgenabled:text"
                  + " tgisinternal:bool tgconstraint:oid"),
          table("pg_foreign_table", "ftrelid:oid ftserver:oid ftoptions:text[]"),
          table("pg_foreign_server", "oid:oid srvname:text srvowner:oid srvfdw:oid"),
          table(
              "pg_depend",
              "classid:oid objid:oid objsubid:int refclassid:oid refobjid:oid refobjsubid:int"
                  + " deptype:text"),
          table("pg_sequence", "seqrelid:oid seqtypid:oid seqstart:long seqincrement:long"),
          table("pg_event_trigger", "oid:oid evtname:text evtevent:text evtenabled:text"),
          table("pg_matviews", "schemaname:text matviewname:text matviewowner:text"),
          table("pg_partitioned_table", "partrelid:oid partstrat:text partnatts:int"));

  private PostgresTables() {}

  private static CatalogTable table(String name, String description) {
    return CatalogTable.of(SCHEMA, name, description);
  }
}
