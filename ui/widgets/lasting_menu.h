#pragma once

#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>

namespace orl {

/// A menu of boxes: stays open while one after the other is ticked.
class LastingMenu : public QMenu {
    Q_OBJECT
  public:
    using QMenu::QMenu;

  protected:
    void mouseReleaseEvent(QMouseEvent* event) override {
        QAction* action = actionAt(event->pos());
        if (action && action->isCheckable() && action->isEnabled()) {
            action->trigger();
            return;
        }
        QMenu::mouseReleaseEvent(event);
    }
    void keyPressEvent(QKeyEvent* event) override {
        QAction* action = activeAction();
        if (event->key() == Qt::Key_Space && action && action->isCheckable()) {
            action->trigger();
            return;
        }
        QMenu::keyPressEvent(event);
    }
};

}  // namespace orl
