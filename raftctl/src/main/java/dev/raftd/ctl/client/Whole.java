package dev.raftd.ctl.client;

import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells whether a record read from JSON has every part that its type does not mark as nullable: JSON may leave out anything.
final class Whole {
    private Whole() {}

    /// The name of the first part that is missing, or null.
    static @Nullable String missing(Object value) {
        if (value instanceof List<?> list)
            return missingIn(list);
        if (!(value instanceof Record))
            return null;
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part = part(value, component);
            if (part == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                return component.getName();
            String inner = part == null ? null : missing(part);
            if (inner != null)
                return component.getName() + "." + inner;
        }
        return null;
    }

    private static @Nullable String missingIn(List<?> list) {
        for (Object element : list) {
            String missing = element == null ? "null" : missing(element);
            if (missing != null)
                return missing;
        }
        return null;
    }

    private static @Nullable Object part(Object value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the API's records and their accessors are public", e);
        }
    }
}
