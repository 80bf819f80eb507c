package dev.raftd.ctl.client;

import dev.raftd.api.MemberAddRequest;
import dev.raftd.api.MemberReplaceRequest;
import dev.raftd.api.Paths;
import org.jspecify.annotations.Nullable;

/// A change of the membership, as it is asked for.
///
/// @param body null for none
public record Change(String method, String path, @Nullable Object body) {
    public static Change add(MemberAddRequest member) {
        return new Change("POST", Paths.MEMBERS, member);
    }

    public static Change replace(long old, MemberReplaceRequest member) {
        return new Change("POST", path(old) + "/" + Paths.REPLACE, member);
    }

    public static Change promote(long id) {
        return new Change("POST", path(id) + "/" + Paths.PROMOTE, null);
    }

    public static Change remove(long id) {
        return new Change("DELETE", path(id), null);
    }

    private static String path(long id) {
        return Paths.MEMBERS + "/" + Long.toUnsignedString(id);
    }
}
