#pragma once

class QWidget;

namespace orl {

/// The wheel over a choice or number field in this widget scrolls what the field is in, unless the
/// field has the focus: scrolling must not change settings on its way.
void guardFieldsFromWheel(QWidget& root);

}  // namespace orl
