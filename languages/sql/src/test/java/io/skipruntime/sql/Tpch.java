package io.skipruntime.sql;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.math.BigDecimal;
import java.time.LocalDate;

/** A service with the eight tables of TPC-H. */
record Tpch() implements SkipService<Tpch.Tables, Tpch.Tables> {

  record RegionKey(int r_regionkey) {}

  record Region(String r_name, String r_comment) {}

  record NationKey(int n_nationkey) {}

  record Nation(String n_name, int n_regionkey, String n_comment) {}

  record PartKey(int p_partkey) {}

  record Part(
      String p_name,
      String p_mfgr,
      String p_brand,
      String p_type,
      int p_size,
      String p_container,
      BigDecimal p_retailprice,
      String p_comment) {}

  record SupplierKey(int s_suppkey) {}

  record Supplier(
      String s_name,
      String s_address,
      int s_nationkey,
      String s_phone,
      BigDecimal s_acctbal,
      String s_comment) {}

  record PartSuppKey(int ps_partkey, int ps_suppkey) {}

  record PartSupp(int ps_availqty, BigDecimal ps_supplycost, String ps_comment) {}

  record CustomerKey(int c_custkey) {}

  record Customer(
      String c_name,
      String c_address,
      int c_nationkey,
      String c_phone,
      BigDecimal c_acctbal,
      String c_mktsegment,
      String c_comment) {}

  record OrderKey(long o_orderkey) {}

  record Order(
      int o_custkey,
      String o_orderstatus,
      BigDecimal o_totalprice,
      LocalDate o_orderdate,
      String o_orderpriority,
      String o_clerk,
      int o_shippriority,
      String o_comment) {}

  record LineItemKey(long l_orderkey, int l_linenumber) {}

  record LineItem(
      int l_partkey,
      int l_suppkey,
      BigDecimal l_quantity,
      BigDecimal l_extendedprice,
      BigDecimal l_discount,
      BigDecimal l_tax,
      String l_returnflag,
      String l_linestatus,
      LocalDate l_shipdate,
      LocalDate l_commitdate,
      LocalDate l_receiptdate,
      String l_shipinstruct,
      String l_shipmode,
      String l_comment) {}

  record Tables(
      EagerCollection<RegionKey, Region> region,
      EagerCollection<NationKey, Nation> nation,
      EagerCollection<PartKey, Part> part,
      EagerCollection<SupplierKey, Supplier> supplier,
      EagerCollection<PartSuppKey, PartSupp> partsupp,
      EagerCollection<CustomerKey, Customer> customer,
      EagerCollection<OrderKey, Order> orders,
      EagerCollection<LineItemKey, LineItem> lineitem) {}

  @Override
  public Resources<Tables> resources() {
    return LiveQuery.offeredBy(Resources.<Tables>empty());
  }

  @Override
  public Tables createGraph(Tables in, Context context) {
    return in;
  }
}
