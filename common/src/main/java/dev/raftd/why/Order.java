package dev.raftd.why;

import java.util.Comparator;

/// Of several causes, which is named first.
final class Order {
    static final Comparator<Cause> BY_CODE = Comparator.comparing(Cause::code).thenComparing(Cause::member, Long::compareUnsigned);

    private Order() {}
}
