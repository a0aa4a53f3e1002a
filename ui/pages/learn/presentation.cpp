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

constexpr int kHideKeysMs = 5000;
constexpr double kLeastScale = 0.8;
constexpr double kMostScale = 1.6;

}  // namespace

Presentation::Presentation(LearnPage& page, QWidget* parent)
    : QWidget(parent, Qt::Window), m_page(page) {
    setWindowTitle(tr("Presentation"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    build();
    m_keysLater.setSingleShot(true);
    m_keysLater.setInterval(kHideKeysMs);
    connect(&m_keysLater, &QTimer::timeout, this, [this] { m_keys->setText({}); });
    connect(&page, &LearnPage::stepShown, this, &Presentation::follow);
    connect(&page, &LearnPage::stateChanged, this, &Presentation::showState);
    connect(&page, &QObject::destroyed, this, &QWidget::close);
    connect(m_lambda, &QSlider::valueChanged, this, [this](int value) {
        ValueControl* control = m_page.prices()->lambda();
        control->field()->setValue(control->least() +
                                   (control->greatest() - control->least()) * value / kLambdaSteps);
    });
    follow();
    wakeKeys();
}

/// Another step: everything anew, nothing revealed.
void Presentation::follow() {
    const bool other = m_shownLesson != m_page.lesson() || m_shownStep != m_page.step() || !m_scene;
    m_shownLesson = m_page.lesson();
    m_shownStep = m_page.step();
    if (other) {
        m_revealed = false;
        m_spot.reset();
        m_veil->hide();
    }
    if (m_shownLesson >= m_page.lessons().size()) {
        m_headline->setText(tr("There is no lesson."));
        return;
    }
    const ShelvedLesson& shelved = m_page.lessons()[m_shownLesson];
    m_lesson->setText(
        QStringLiteral("%1   %2").arg(m_shownLesson + 1).arg(labelText(shelved.lesson.title)));
    const std::size_t steps = shelved.lesson.steps.size();
    m_count->setText(QStringLiteral("%1 / %2").arg(m_shownStep + 1).arg(steps));
    QString dots;
    for (std::size_t k = 0; k < steps; ++k) {
        dots += k < m_shownStep    ? QStringLiteral("●  ")
                : k == m_shownStep ? QStringLiteral("◉  ")
                                   : QStringLiteral("○  ");
    }
    m_dots->setText(dots.trimmed());
    const bool whole = shelved.mistakes.empty() && m_shownStep < steps;
    if (!whole) {
        m_headline->setText(tr("This lesson has mistakes: the Learn page tells them."));
        m_text->clear();
        m_body->hide();
        m_questionRow->hide();
        return;
    }
    const LessonStep& step = shelved.lesson.steps[m_shownStep];
    m_headline->setText(labelText(step.title));
    showState();
}

void Presentation::showState() {
    if (m_shownLesson >= m_page.lessons().size()) return;
    const ShelvedLesson& shelved = m_page.lessons()[m_shownLesson];
    if (!shelved.mistakes.empty() || m_shownStep >= shelved.lesson.steps.size()) return;
    const LessonStep& step = shelved.lesson.steps[m_shownStep];
    const LessonState& state = m_page.state();
    const bool small = state.instance.queryCount() > 0;
    try {
        m_text->setText(labelText(step.text.told(
            LessonSolver(small ? shelved.lesson.stateAt(m_shownStep) : LessonState()))));
    } catch (const Error& error) {
        m_text->setText(labelText(error.problem()));
    }
    m_body->setVisible(small);
    m_formulas->setState(state, boardTheme(Theme::of(palette()).dark));
    const ValueControl* control = m_page.prices()->lambda();
    const double span = control->greatest() - control->least();
    {
        const QSignalBlocker quiet(m_lambda);
        m_lambda->setValue(
            span > 0.0 ? int(std::lround((state.lambda - control->least()) / span * kLambdaSteps))
                       : 0);
    }
    showStage();
    showQuestion();
    applyFonts();
}

/// The routings of the live panel, or where a step has none the curve of the bound.
void Presentation::showStage() {
    m_stage->scene()->clear();
    m_proxy = nullptr;
    m_scene = new QWidget;
    const Theme theme = boardTheme(Theme::of(palette()).dark);
    QPalette colours = palette();
    colours.setColor(QPalette::Window, theme.window);
    colours.setColor(QPalette::Base, theme.background);
    m_scene->setPalette(colours);
    m_lanes = new QHBoxLayout(m_scene);
    m_lanes->setSpacing(24);
    constexpr int kLaneWidth = 290;
    for (const RoutingLane* lane : m_page.live()->lanes()) {
        auto* copy = new RoutingLane;
        RoutingLane::Content content = lane->content();
        content.concealed = content.concealed && !m_revealed;
        copy->setContent(std::move(content));
        copy->setShown(lane->shown());
        copy->setMinimumWidth(kLaneWidth);
        m_lanes->addWidget(copy);
    }
    if (m_lanes->count() == 0 && m_page.state().instance.queryCount() > 0) {
        const LessonState& state = m_page.state();
        LessonPrices prices{
            state.instance, state.lambda, state.mu, m_page.prices()->lambda()->greatest(), {}, {}};
        auto* strips = new LessonStrips;
        strips->setPrices(prices);
        strips->setMinimumWidth(kLaneWidth);
        auto* curve = new LessonDualCurve;
        curve->setPrices(prices);
        curve->setMinimumWidth(kLaneWidth);
        m_lanes->addWidget(strips);
        m_lanes->addWidget(curve);
    }
    m_proxy = m_stage->scene()->addWidget(m_scene);
    m_scene->adjustSize();
    fitStage();
}

void Presentation::fitStage() {
    if (!m_proxy) return;
    const QSizeF natural = m_proxy->size();
    const QSizeF room = m_stage->viewport()->size();
    if (natural.isEmpty() || room.isEmpty()) return;
    constexpr double kMostZoom = 3.0;
    const double zoom =
        std::min({room.width() / natural.width(), room.height() / natural.height(), kMostZoom});
    m_stage->setSceneRect(QRectF(QPointF(), natural));
    m_stage->resetTransform();
    m_stage->scale(zoom, zoom);
}

void Presentation::showQuestion() {
    const LessonStep& step = m_page.lessons()[m_shownLesson].lesson.steps[m_shownStep];
    m_questionRow->setVisible(step.question.has_value());
    while (QLayoutItem* item = m_options->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_answer->clear();
    if (!step.question) return;
    const LessonQuestion& question = *step.question;
    const LessonState start = m_page.lessons()[m_shownLesson].lesson.stateAt(m_shownStep);
    const LessonSolver solver(start);
    const Theme theme = boardTheme(Theme::of(palette()).dark);
    try {
        m_question->setText(labelText(question.text.told(solver)));
        const SolvedQuestion solved = solveQuestion(question, start);
        for (std::size_t k = 0; k < question.options.size(); ++k) {
            auto* option = label(QStringLiteral("option"), false);
            option->setText(labelText(question.options[k].text.told(solver)));
            const bool right = m_revealed && k == solved.right;
            option->setStyleSheet(
                right ? QStringLiteral("QLabel { background: %1; color: white; border-radius: 8px; "
                                       "padding: 8px 18px; font-weight: bold; }")
                            .arg(QColor(0x15, 0x80, 0x3d).name())
                      : QStringLiteral("QLabel { border: 2px solid %1; border-radius: 8px; "
                                       "padding: 8px 18px; color: %2; }")
                            .arg(theme.mutedText.name(),
                                 (m_revealed ? theme.mutedText : theme.text).name()));
            m_options->addWidget(option);
        }
        if (!m_revealed) return;
        const QString answer =
            question.options.empty() ? labelText(solved.answer) + QStringLiteral(". ") : QString();
        m_answer->setText(answer + labelText(question.reveal.told(solver)));
    } catch (const Error& error) {
        m_answer->setText(labelText(error.problem()));
    }
}

/// Plain keys are the presentation's, whatever the window behind it does with them.
bool Presentation::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        !(static_cast<QKeyEvent*>(event)->modifiers() & (Qt::ControlModifier | Qt::AltModifier))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void Presentation::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme theme = boardTheme(Theme::of(palette()).dark);
    painter.fillRect(rect(), m_black ? QColor(Qt::black) : theme.background);
}

void Presentation::keyPressEvent(QKeyEvent* event) {
    if (m_black && event->key() != Qt::Key_B && event->key() != Qt::Key_Escape) return;
    switch (event->key()) {
        case Qt::Key_Right:
        case Qt::Key_PageDown:
        case Qt::Key_Space:
        case Qt::Key_N:
            m_page.card()->nextButton()->click();
            break;
        case Qt::Key_Left:
        case Qt::Key_PageUp:
            m_page.card()->backButton()->click();
            break;
        case Qt::Key_R:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            reveal();
            break;
        case Qt::Key_F:
            m_side->setVisible(!m_side->isVisibleTo(this));
            fitStage();
            break;
        case Qt::Key_S:
            nextSpot();
            break;
        case Qt::Key_D:
            m_side->show();
            m_lambda->setFocus();
            break;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            setScale(m_scale + 0.1);
            break;
        case Qt::Key_Minus:
            setScale(m_scale - 0.1);
            break;
        case Qt::Key_B:
            m_black = !m_black;
            for (QWidget* one : findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
                if (one != m_veil) one->setVisible(!m_black);
            }
            if (!m_black) follow();
            update();
            break;
        case Qt::Key_Escape:
            close();
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    event->accept();
}

/// The slider takes the arrows only while it is held by D: everything else is the presentation's.
bool Presentation::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseMove) wakeKeys();
    if (watched == m_lambda && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_D || key == Qt::Key_Return) {
            setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Presentation::reveal() {
    const LessonStep& step = m_page.lessons()[m_shownLesson].lesson.steps[m_shownStep];
    if (!step.question) return;
    m_revealed = !m_revealed;
    showStage();
    showQuestion();
    applyFonts();
}

void Presentation::setScale(double scale) {
    m_scale = std::clamp(std::round(scale * 10.0) / 10.0, kLeastScale, kMostScale);
    applyFonts();
}

/// From routing to routing, to the formulas and the question, and off.
void Presentation::nextSpot() {
    struct Place {
        QRect box;
        QString caption;
    };
    std::vector<Place> places;
    for (int k = 0; m_scene && m_lanes && k < m_lanes->count(); ++k) {
        const QWidget* lane = m_lanes->itemAt(k)->widget();
        const QRectF inScene(lane->geometry());
        const QRect box = m_stage->mapFromScene(inScene).boundingRect();
        const auto* routing = qobject_cast<const RoutingLane*>(lane);
        places.push_back({QRect(m_stage->viewport()->mapTo(this, box.topLeft()), box.size()),
                          routing ? routing->content().title : QString()});
    }
    const auto add = [&](QWidget* one, const QString& caption) {
        if (!one->isVisible()) return;
        places.push_back({QRect(one->mapTo(this, QPoint()), one->size()), caption});
    };
    if (m_body->isVisible()) add(m_side, {});
    add(m_questionRow, {});
    const std::size_t next = m_spot ? *m_spot + 1 : 0;
    if (next >= places.size()) {
        m_spot.reset();
        m_veil->hide();
        return;
    }
    m_spot = next;
    m_veil->setGeometry(rect());
    constexpr int kAround = 8;
    m_veil->light(places[next].box.adjusted(-kAround, -kAround, kAround, kAround),
                  places[next].caption);
}

void Presentation::wakeKeys() {
    m_keys->setText(
        tr("→ next    ← back    R reveal    F formulas    S spotlight    D drag λ    "
           "+ − type size    B black    Esc leave"));
    m_keysLater.start();
}

bool Presentation::showsFormulas() const {
    return m_side->isVisible();
}

bool Presentation::showsKeys() const {
    return !m_keys->text().isEmpty();
}

QString Presentation::headline() const {
    return m_headline->text();
}

QString Presentation::answer() const {
    return m_answer->text();
}

void Presentation::mouseMoveEvent(QMouseEvent*) {
    wakeKeys();
}

void Presentation::resizeEvent(QResizeEvent*) {
    m_veil->setGeometry(rect());
    m_veil->hide();
    m_spot.reset();
    applyFonts();
}

void Presentation::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_scene) showState();
}

}  // namespace orl
