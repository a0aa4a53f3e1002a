#include "ui/problem/dock.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/problem/constraint_section.h"
#include "ui/problem/data_section.h"
#include "ui/problem/group_section.h"
#include "ui/problem/latency_section.h"
#include "ui/problem/method_section.h"
#include "ui/problem/pool_section.h"
#include "ui/session/session.h"

namespace orl {

ProblemDock::ProblemDock(Session& session, QWidget* parent)
    : QDockWidget(tr("Problem"), parent),
      m_data(new DataSection(session)),
      m_constraints(new ConstraintSection(session)),
      m_pool(new PoolSection(session)),
      m_latency(new LatencySection(session)),
      m_groups(new GroupSection(session)),
      m_method(new MethodSection(session)) {
    setObjectName("problem");
    setFeatures(DockWidgetMovable | DockWidgetFloatable | DockWidgetClosable);
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(6, 4, 4, 4);
    column->setSpacing(6);
    column->addWidget(m_data);
    column->addWidget(m_constraints);
    column->addWidget(m_pool);
    column->addWidget(m_latency);
    column->addWidget(m_groups);
    column->addWidget(m_method);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(body);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The bar must not cover what it scrolls.
    scroll->setMinimumWidth(body->minimumSizeHint().width() +
                            scroll->verticalScrollBar()->sizeHint().width());
    setWidget(scroll);
}

}  // namespace orl
