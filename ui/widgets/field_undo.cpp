#include "ui/widgets/field_undo.h"

#include <QAbstractSpinBox>
#include <QKeyEvent>
#include <QLineEdit>

namespace orl {

namespace {

QLineEdit* editOf(QObject* field) {
    if (auto* edit = qobject_cast<QLineEdit*>(field)) return edit;
    auto* spin = qobject_cast<QAbstractSpinBox*>(field);
    return spin ? spin->findChild<QLineEdit*>() : nullptr;
}

class UndoPasser : public QObject {
  public:
    using QObject::QObject;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::ShortcutOverride) return false;
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool undo = key->matches(QKeySequence::Undo);
        if (!undo && !key->matches(QKeySequence::Redo)) return false;
        const QLineEdit* edit = editOf(watched);
        const bool typing = edit && edit->isModified() &&
                            (undo ? edit->isUndoAvailable() : edit->isRedoAvailable());
        if (typing) return false;
        event->ignore();
        return true;
    }
};

}  // namespace

void letUndoPass(QWidget& parent) {
    auto* passer = new UndoPasser(&parent);
    for (auto* spin : parent.findChildren<QAbstractSpinBox*>()) {
        spin->installEventFilter(passer);
        QObject::connect(spin, &QAbstractSpinBox::editingFinished, spin,
                         [spin] { editOf(spin)->setModified(false); });
    }
    for (auto* edit : parent.findChildren<QLineEdit*>()) {
        if (!qobject_cast<QAbstractSpinBox*>(edit->parentWidget())) {
            edit->installEventFilter(passer);
        }
    }
}

}  // namespace orl
