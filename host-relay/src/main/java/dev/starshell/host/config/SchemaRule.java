package dev.starshell.host.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a value asks of other keys.
sealed interface SchemaRule {
  /// A choice that cannot be without an address of some kind.
  ///
  /// @param choice the choice that asks for it
  /// @param sections the key of the sections that hold the addresses, beside the choice's key
  /// @param field the field of each section that lists them
  /// @param schemes what stands before the colon of such an address
  record Needs(String choice, String sections, String field, Set<String> schemes)
      implements SchemaRule {
    public Needs {
      schemes = Set.copyOf(schemes);
    }
  }

  /// An address that cannot be without other fields of its section.
  ///
  /// @param scheme what stands before the colon of such an address
  /// @param fields texts that must not be blank
  record With(String scheme, List<String> fields) implements SchemaRule {
    public With {
      fields = List.copyOf(fields);
    }
  }

  /// A number that must be above another one, whichever of the two was written down.
  ///
  /// @param other the key of the other number, beside this one
  record Above(String other) implements SchemaRule {}

  /// What stands before the colon, in lower case.
  static String scheme(String address) {
    int colon = address.indexOf(':');
    return colon < 0 ? "" : address.substring(0, colon).toLowerCase(Locale.ROOT);
  }
}
