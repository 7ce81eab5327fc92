/// Colours and objects of all pixels, from the samples.
struct Painting {
    /// Linear light, [height][width].
    let light: [RGB]

    init(_ scene: Scene, _ samples: SampleMap, _ foreground: Foreground) {
        let width = scene.camera.width, height = scene.camera.height
        var light = [RGB](repeating: RGB(), count: width * height)
        for y in 0..<height {
            for x in 0..<width {
                if let label = foreground.label(x, y) {
                    light[y * width + x] = foreground.light(label, x, y, scene.light)
                    continue
                }
                let (a, b, c, d) = samples.pixel(x, y)
                let left = Float(x) + 0.25, top = Float(y) + 0.25
                if a == b, b == c, c == d {
                    light[y * width + x] = Painting.colour(scene, a, left + 0.25, top + 0.25)
                } else {
                    var sum = Painting.colour(scene, a, left, top)
                    sum += Painting.colour(scene, b, left + 0.5, top)
                    sum += Painting.colour(scene, c, left, top + 0.5)
                    sum += Painting.colour(scene, d, left + 0.5, top + 0.5)
                    light[y * width + x] = sum * 0.25
                }
            }
        }
        self.light = light
    }

    /// The object that has most of each pixel's samples; of equals the one that comes first.
    static func objects(_ scene: inout Scene, _ samples: SampleMap, _ foreground: Foreground) -> [Int32] {
        let width = scene.camera.width, height = scene.camera.height
        let sky = Int32(scene.object(.sky)), owners = scene.surfaces.map { Int32($0.object) }
        func owner(_ surface: UInt32) -> Int32 { surface == 0 ? sky : owners[Int(surface) - 1] }
        var result = [Int32](repeating: sky, count: width * height)
        for y in 0..<height {
            for x in 0..<width {
                if let label = foreground.label(x, y) {
                    result[y * width + x] = Int32(scene.object(label))
                    continue
                }
                let samples = samples.pixel(x, y)
                let a = owner(samples.0), b = owner(samples.1), c = owner(samples.2), d = owner(samples.3)
                // Where a is alone, two of the others may agree.
                result[y * width + x] = a == b || a == c || a == d ? a : (b == c || b == d ? b : (c == d ? c : a))
            }
        }
        return result
    }

    /// Linear light from a place in the picture.
    private static func colour(_ scene: Scene, _ sample: UInt32, _ x: Float, _ y: Float) -> RGB {
        let ray = scene.camera.ray(x, y), light = scene.light
        guard sample > 0 else {
            let sky = light.sky(normalised(ray))
            return sky * sky
        }
        let surface = scene.surfaces[Int(sample) - 1]
        let nearing = dot(surface.normal, ray)
        let depth = nearing < -1e-5 ? dot(surface.normal, surface.origin - scene.camera.position) / nearing : 0
        let place = scene.camera.position + ray * depth, local = place - surface.origin
        let u = dot(local, surface.u), v = dot(local, surface.v)
        // A pixel covers more of a plane that is seen aslant.
        let fine = depth / scene.camera.focal * min(length(ray) / max(-nearing, 0.02), 12)
        let look = surface.material.look(surface.colour, u: u, v: v, place: place, fine: fine, facades: scene.facades)
        let albedo = look.colour.clamped(lowerBound: RGB(), upperBound: grey(1))
        var result: RGB
        if look.glows {
            result = albedo * albedo * 1.4
        } else {
            result = lit(scene, surface, albedo: albedo * albedo, place: place, u: u, v: v)
            if look.gloss > 0 {
                let mirrored = normalised(ray - surface.normal * (2 * nearing))
                let sky = mix(light.horizon * 0.5, light.horizon, smoothStep(-0.1, 0.25, mirrored.y))
                result += sky * sky * look.gloss
            }
        }
        let clear = exponential(-light.haze * depth)
        return mix(light.hazeColour * light.hazeColour, result, clear)
    }

    private static func lit(_ scene: Scene, _ surface: Surface, albedo: RGB, place: Point, u: Float, v: Float)
        -> RGB
    {
        var normal = surface.normal
        if surface.roundness.x.isFinite {
            let a = clamp(u / surface.roundness.x, -0.95, 0.95)
            let b = surface.roundness.y.isFinite ? clamp(v / surface.roundness.y, -0.95, 0.95) : 0
            normal = normalised(surface.u * a + surface.v * b + normal * max(1 - a * a - b * b, 0.05).squareRoot())
        }
        if surface.material.isGround {
            let (sun, sky) = scene.shadows.light(at: place)
            return scene.light.reflected(albedo, normal: Point(0, 1, 0), sunlight: sun) * mix(sky, 1, 0.25 * sun)
        }
        // Less light gets between things near the ground.
        let open = mix(0.72, 1, smoothStep(0, 1.2, place.y))
        let sunlight =
            surface.material.isBarrier
            ? scene.shadows.light(at: place + surface.normal * 0.04).sun : scene.objects[surface.object].sunlight
        return scene.light.reflected(albedo, normal: normal, sunlight: sunlight) * open
    }
}
