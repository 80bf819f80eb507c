package dev.raftd.server;

import dev.raftd.api.ScrubStatus;
import dev.raftd.server.replica.Counters;
import dev.raftd.server.replica.Replica;
import dev.raftd.server.storage.SegmentedLog;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToDoubleFunction;

/// The replica's and the log's counters, as metrics that are read when they are asked for.
final class ReplicaMetrics {
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry;
    private final Replica replica;
    private final SegmentedLog log;

    ReplicaMetrics(PrometheusRegistry registry, Replica replica, SegmentedLog log) {
        this.registry = registry;
        this.replica = replica;
        this.log = log;
        registerRequests();
        registerDisk();
    }

    private void registerRequests() {
        counter("raftd_writes", "Writes answered as applied", Counters.Values::writes);
        counter("raftd_writes_failed", "Writes answered as not applied or unknown", Counters.Values::writesFailed);
        counter("raftd_reads", "Reads served", Counters.Values::reads);
        counter("raftd_reads_failed", "Reads not served", Counters.Values::readsFailed);
        counter("raftd_requests_overloaded", "Requests refused because too many waited", Counters.Values::overloaded);
        counter("raftd_entries_appended", "Entries written to the log", Counters.Values::appended);
        counter("raftd_entries_batches", "Batches in which entries were written to the log", Counters.Values::batches);
        counter("raftd_entries_applied", "Entries applied to the store", Counters.Values::applied);
        counter("raftd_entries_skipped", "Entries in which no command was found", Counters.Values::skipped);
        refusedMessages();
        gauge("raftd_unrecorded_events", "Events of the core that no recording has", replica::unrecordedEvents);
        counter("raftd_leader_changes", "Changes of leader seen", Counters.Values::leaderChanges);
        gauge("raftd_has_leader", "1 if a leader is known", () -> replica.leader() == 0 ? 0 : 1);
        gauge("raftd_agreed_index", "Up to where all members' stores were last found to be the same", replica::agreedIndex);
        GaugeWithCallback.builder().name("raftd_alarm").help("1 for each alarm that is raised").labelNames("code")
                .callback(callback -> replica.alarms().list().forEach(alarm -> callback.call(1, alarm.code()))).register(registry);
        counter("raftd_snapshots_taken", "Snapshots of the own store", Counters.Values::snapshotsTaken);
        counter("raftd_snapshots_installed", "Snapshots received from a leader", Counters.Values::snapshotsInstalled);
    }

    private void registerDisk() {
        counter("raftd_log_syncs", "Syncs of the log", Counters.Values::syncs);
        counter("raftd_log_sync_seconds", "Time spent in syncs of the log", values -> values.syncNanos() / NANOS);
        counter("raftd_log_syncs_slow", "Syncs of the log that took more than a second", Counters.Values::slowSyncs);
        gauge("raftd_log_sync_seconds_max", "The longest sync of the log", () -> replica.counters().values().syncNanosMax() / NANOS);
        gauge("raftd_log_segments", "Segment files of the log", () -> log.stats().segments());
        gauge("raftd_log_bytes", "Size of the log's segment files", () -> log.stats().logBytes());
        gauge("raftd_log_cached_bytes", "Recent entries kept in memory", () -> log.stats().cachedBytes());
        gauge("raftd_disk_full", "1 if writes are refused because the disk is full", () -> replica.diskStatus().full() ? 1 : 0);
        gauge("raftd_disk_free_bytes", "What can still be written to the file system", () -> replica.diskStatus().freeBytes());
        gauge("raftd_disk_reserve_bytes", "Kept for a full disk, 0 while in use", () -> replica.diskStatus().reserveBytes());
        counter("raftd_scrub_bytes", "Durable bytes read again and found right", values -> scrub().readBytes());
        counter("raftd_scrub_passes", "Complete passes over log and snapshots", values -> scrub().passes());
        gauge("raftd_scrub_pass_bytes", "Read in the present pass", () -> scrub().passBytes());
        gauge("raftd_scrub_total_bytes", "What a pass has to read", () -> scrub().totalBytes());
        gauge("raftd_scrub_last_pass_timestamp_seconds", "When the last pass was complete, 0 for none",
                () -> scrub().lastPassMillis() / 1e3);
        counter("raftd_log_written_bytes", "Bytes written to the log and synced", values -> log.stats().syncedBytes());
    }

    private ScrubStatus scrub() {
        return replica.diskStatus().scrub();
    }

    private void refusedMessages() {
        CounterWithCallback.builder().name("raftd_messages_refused").help("Members' messages that were not taken, by cause")
                .labelNames("cause")
                .callback(callback -> {
                    Counters.Values values = replica.counters().values();
                    callback.call(values.invalidMessages(), "invalid");
                    callback.call(values.termJumps(), "term_jump");
                    callback.call(values.unreadableProposals(), "unreadable_proposal");
                })
                .register(registry);
    }

    private void counter(String name, String help, ToDoubleFunction<Counters.Values> value) {
        CounterWithCallback.builder().name(name).help(help)
                .callback(callback -> callback.call(value.applyAsDouble(replica.counters().values())))
                .register(registry);
    }

    private interface Value {
        double now();
    }

    private void gauge(String name, String help, Value value) {
        GaugeWithCallback.builder().name(name).help(help).callback(callback -> callback.call(value.now())).register(registry);
    }
}
