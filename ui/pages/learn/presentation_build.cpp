#include "ui/pages/learn/presentation.h"

#include <QDoubleSpinBox>
#include <QGraphicsProxyWidget>
#include <QGraphicsScene>
#include <QGraphicsView>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/pages/learn/formula_view.h"
#include "ui/pages/learn/live_panel.h"
#include "ui/pages/learn/page.h"
#include "ui/pages/learn/price_panel.h"
#include "ui/pages/learn/price_views.h"
#include "ui/pages/learn/routing_lane.h"
#include "ui/pages/learn/spotlight.h"
#include "ui/pages/learn/step_card.h"
#include "ui/session/label_text.h"
#include "ui/widgets/value_control.h"

namespace orl {

namespace {

constexpr int kBoardMargin = 56;
constexpr double kHeadlineSize = 48.0;
constexpr double kSentenceSize = 26.0;
constexpr double kSceneSize = 22.0;
constexpr double kLeastSize = 19.0;

}  // namespace

QLabel* Presentation::label(const QString& name, bool wraps) {
    auto* made = new QLabel;
    made->setObjectName(name);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(wraps);
    made->setMouseTracking(true);
    return made;
}

void Presentation::build() {
    m_lesson = label("lesson", false);
    m_dots = label("dots", false);
    m_count = label("count", false);
    auto* head = new QHBoxLayout;
    head->addWidget(m_lesson, 1);
    head->addWidget(m_dots, 0, Qt::AlignCenter);
    head->addWidget(m_count, 1, Qt::AlignRight);
    m_headline = label("headline", true);
    m_text = label("sentence", true);
    m_stage = new QGraphicsView;
    m_stage->setScene(new QGraphicsScene(m_stage));
    m_stage->setFrameShape(QFrame::NoFrame);
    m_stage->setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    m_stage->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stage->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stage->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_stage->setFocusPolicy(Qt::NoFocus);
    m_stage->viewport()->setMouseTracking(true);
    m_stage->viewport()->installEventFilter(this);
    m_side = new QWidget;
    m_formulas = new FormulaView;
    m_lambda = new QSlider(Qt::Horizontal);
    m_lambda->setRange(0, kLambdaSteps);
    m_lambda->setAccessibleName(tr("Price of one right answer"));
    m_lambda->installEventFilter(this);
    auto* side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->addWidget(m_formulas, 1);
    side->addWidget(m_lambda);
    m_body = new QWidget;
    auto* body = new QHBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(kBoardMargin);
    body->addWidget(m_stage, 2);
    body->addWidget(m_side, 1);
    m_questionRow = new QWidget;
    m_question = label("question", true);
    m_answer = label("answer", true);
    m_options = new QHBoxLayout;
    auto* row = new QHBoxLayout(m_questionRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kBoardMargin / 2);
    row->addWidget(m_question, 3);
    row->addLayout(m_options);
    row->addWidget(m_answer, 3);
    m_keys = label("keys", false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kBoardMargin, kBoardMargin / 2, kBoardMargin, kBoardMargin / 3);
    column->setSpacing(kBoardMargin / 4);
    column->addLayout(head);
    column->addWidget(m_headline);
    column->addWidget(m_text);
    column->addWidget(m_body, 1);
    column->addWidget(m_questionRow);
    column->addWidget(m_keys);
    m_veil = new SpotlightVeil(this);
}

void Presentation::applyFonts() {
    const double unit = m_scale * std::clamp(height() / 1000.0, 0.55, 3.0);
    const Theme theme = boardTheme(Theme::of(palette()).dark);
    const auto set = [&](QLabel* shown, double size, bool bold, const QColor& color) {
        QFont font = this->font();
        font.setPixelSize(std::max(8, int(std::lround(size * unit))));
        font.setBold(bold);
        shown->setFont(font);
        QPalette colours = shown->palette();
        colours.setColor(QPalette::WindowText, color);
        shown->setPalette(colours);
    };
    for (QLabel* one : {m_lesson, m_count}) set(one, kSceneSize, true, theme.mutedText);
    set(m_dots, kSceneSize, false, theme.accent);
    set(m_headline, kHeadlineSize, true, theme.text);
    set(m_text, kSentenceSize, false, theme.text);
    set(m_question, kSceneSize, true, theme.text);
    set(m_answer, kLeastSize, false, theme.text);
    set(m_keys, kLeastSize, false, theme.mutedText);
    for (int k = 0; k < m_options->count(); ++k) {
        if (auto* option = qobject_cast<QLabel*>(m_options->itemAt(k)->widget())) {
            QFont font = this->font();
            font.setPixelSize(std::max(8, int(std::lround(kSentenceSize * unit))));
            option->setFont(font);
        }
    }
    QFont caption = this->font();
    caption.setPixelSize(std::max(8, int(std::lround(kSceneSize * unit))));
    m_veil->setFont(caption);
    fitStage();
}

}  // namespace orl
