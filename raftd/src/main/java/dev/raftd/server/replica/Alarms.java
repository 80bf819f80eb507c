package dev.raftd.server.replica;

import dev.raftd.api.Alarm;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is wrong on this member and needs a person: one alarm a code. Thread-safe.
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final ConcurrentSkipListMap<String, Alarm> raised = new ConcurrentSkipListMap<>();

    /// Raises it, or replaces that of the same code. Logged when it is new: the same trouble told again and again is one line.
    public void raise(Alarm alarm) {
        if (raised.put(alarm.code(), alarm) == null) {
            LOG.error("alarm {}: {}; {}", alarm.code(), alarm.detail(), alarm.next());
        }
    }

    /// What was wrong is over.
    public void clear(String code) {
        Alarm before = raised.remove(code);
        if (before != null) {
            LOG.info("alarm {} is over: {}", code, before.detail());
        }
    }

    /// Those raised now, by code.
    public List<Alarm> list() {
        return List.copyOf(raised.values());
    }
}
