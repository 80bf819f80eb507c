/// How each record of the API looks as text for people.
///
///     GetResponse, RangeResponse, WriteResponse ──> KeyValueView ─┐
///     ClusterStatus ──> StatusView   LogResponse ──> LogView      ├──> Out
///     MembersResponse ──> MembersView   ReadyTrace ──> ReadyView ─┘
///
/// 1. Marks and states have the names of the API and of etcd; an absent one is `-`.
/// 2. Bytes and texts of others are shown by [dev.raftd.ctl.output.Printable] only.
///
/// Never: asks anything.
///
/// Threads: functions without state.
@NullMarked
package dev.raftd.ctl.view;

import org.jspecify.annotations.NullMarked;
