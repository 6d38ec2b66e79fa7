package dev.lethe.command.eventstore;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.shredding.Personal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Makes an example of a record: every part filled, always with the same values, each string after its own name. */
public final class Examples {

    private static final Instant AT = Instant.parse("2026-03-01T09:30:00.125Z");

    /** Those that refuse what is made from their parts alone. */
    private static final Map<Class<?>, Object> GIVEN = Map.of(FieldId.class, new FieldId("q1"));

    private Examples() {}

    public static Object of(Class<?> type) {
        return value(type, type.getSimpleName());
    }

    private static Object value(Type generic, String name) {
        if (generic instanceof ParameterizedType type) {
            Type element = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
            if (type.getRawType() == List.class) return List.of(value(element, name));
            if (type.getRawType() == Set.class) return Set.of(value(element, name));
            if (type.getRawType() == Map.class)
                return Map.of(value(type.getActualTypeArguments()[0], name), value(element, name));
            return value(type.getRawType(), name);
        }
        Class<?> type = (Class<?>) generic;
        if (GIVEN.containsKey(type)) return GIVEN.get(type);
        if (type == String.class) return name;
        if (type == UUID.class) return UUID.nameUUIDFromBytes(name.getBytes());
        if (type == Instant.class) return AT;
        if (type == LocalDate.class) return LocalDate.of(2026, 3, 1);
        if (type == int.class || type == Integer.class) return 7;
        if (type == long.class || type == Long.class) return 7_000_000_000L;
        if (type == boolean.class || type == Boolean.class) return true;
        if (type == Personal.class) return Personal.of(token());
        if (type.isEnum()) return type.getEnumConstants()[0];
        if (type.isRecord()) return record(type);
        if (type.isSealed()) return value(type.getPermittedSubclasses()[0], name);
        throw new IllegalArgumentException("No example of a " + type.getName() + ": teach Examples to make one");
    }

    private static byte[] token() {
        byte[] token = new byte[1 + 16 + 12 + 32 + 16];
        Arrays.fill(token, (byte) 0x5a);
        token[0] = 1;
        return token;
    }

    private static Object record(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        Object[] values = new Object[parts.length];
        Class<?>[] types = new Class<?>[parts.length];
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            values[i] = value(parts[i].getGenericType(), parts[i].getName());
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    type.getName() + " refuses " + Arrays.toString(values) + ": give Examples one that it accepts",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
