#include "ui/widgets/wheel_guard.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>

namespace orl {

namespace {

class WheelGuard : public QObject {
  public:
    using QObject::QObject;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus()) {
            return false;
        }
        event->ignore();  // so that it goes on to the parent
        return true;
    }
};

}  // namespace

void guardFieldsFromWheel(QWidget& root) {
    auto* guard = new WheelGuard(&root);
    for (QWidget* field : root.findChildren<QWidget*>()) {
        if (!qobject_cast<QComboBox*>(field) && !qobject_cast<QAbstractSpinBox*>(field)) continue;
        field->setFocusPolicy(Qt::StrongFocus);  // not by the wheel
        field->installEventFilter(guard);
    }
}

}  // namespace orl
