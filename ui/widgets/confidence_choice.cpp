#include "ui/widgets/confidence_choice.h"

#include <QSignalBlocker>

#include "ui/widgets/format.h"

namespace orl {

ConfidenceChoice::ConfidenceChoice(QWidget* parent) : QComboBox(parent) {
    for (const double usual : {0.8, 0.9, 0.95, 0.99}) addItem(percent(usual, 0), usual);
    setAccessibleName(tr("Confidence of the guarantee"));
    setToolTip(tr("How often such a guarantee is to be kept"));
    show(0.9);
    connect(this, &QComboBox::currentIndexChanged, this, [this] { emit chosen(confidence()); });
}

void ConfidenceChoice::show(double confidence) {
    const QSignalBlocker quiet(this);
    int at = findData(confidence);
    if (at < 0) {
        addItem(tr("%1 %").arg(confidence * 100.0, 0, 'g', 4), confidence);
        at = count() - 1;
    }
    setCurrentIndex(at);
}

}  // namespace orl
