#pragma once

#include <QDialog>
#include <memory>

#include "core/lab/ask.h"

namespace orl {

/// What a text that was asked about would get from every model: reduced costs, predictions with
/// their parts, length and σ, and the training queries that these rest on.
class AskDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param learned that was learned from
    /// @param beginnings of its texts; may be null
    AskDialog(const Asked& asked, const Dataset& learned, const SharedPrefixes* beginnings,
              QWidget* parent = nullptr);
};

}  // namespace orl
