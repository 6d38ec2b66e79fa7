package dev.lethe.query.projections;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/** Bytes that grow, big-endian. */
final class Bytes {

    private static final VarHandle INT2 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT4 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT8 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int length;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    int length() {
        return length;
    }

    byte[] array() {
        return array;
    }

    private int grow(int by) {
        int at = length;
        length += by;
        if (length > array.length) array = Arrays.copyOf(array, Math.max(length, array.length * 2));
        return at;
    }

    Bytes int1(int value) {
        int at = grow(1);
        array[at] = (byte) value;
        return this;
    }

    Bytes int2(int value) {
        int at = grow(2);
        INT2.set(array, at, (short) value);
        return this;
    }

    Bytes int4(int value) {
        int at = grow(4);
        INT4.set(array, at, value);
        return this;
    }

    void int4At(int at, int value) {
        INT4.set(array, at, value);
    }

    Bytes int8(long value) {
        int at = grow(8);
        INT8.set(array, at, value);
        return this;
    }

    Bytes uuid(UUID value) {
        return int8(value.getMostSignificantBits()).int8(value.getLeastSignificantBits());
    }

    Bytes bytes(byte[] value) {
        int at = grow(value.length);
        System.arraycopy(value, 0, array, at, value.length);
        return this;
    }

    Bytes sized(byte[] value) {
        return int4(value.length).bytes(value);
    }
}
