package dev.lethe.ui.web;

import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;

/** Makes the id of any feature out of an address: a record of one UUID. */
class IdConverter implements ConditionalGenericConverter {

    @Override
    public @Nullable Set<ConvertiblePair> getConvertibleTypes() {
        return null; // whatever it matches
    }

    @Override
    public boolean matches(TypeDescriptor source, TypeDescriptor target) {
        if (source.getType() != String.class || !target.getType().isRecord()) return false;
        RecordComponent[] parts = target.getType().getRecordComponents();
        return parts.length == 1 && parts[0].getType() == UUID.class;
    }

    @Override
    public @Nullable Object convert(@Nullable Object source, TypeDescriptor from, TypeDescriptor target) {
        if (source == null) return null;
        return BeanUtils.instantiateClass(
                BeanUtils.getResolvableConstructor(target.getType()), UUID.fromString(source.toString()));
    }
}
