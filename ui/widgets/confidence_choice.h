#pragma once

#include <QComboBox>

namespace orl {

/// How often a guarantee is to be kept: the usual confidences, and whatever else is shown.
class ConfidenceChoice : public QComboBox {
    Q_OBJECT
  public:
    explicit ConfidenceChoice(QWidget* parent = nullptr);

    double confidence() const { return currentData().toDouble(); }
    /// Emits nothing.
    void show(double confidence);
    using QComboBox::show;

  signals:
    /// By the user.
    void chosen(double confidence);
};

}  // namespace orl
